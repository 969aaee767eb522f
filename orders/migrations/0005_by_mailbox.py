from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

import orders.models


class Migration(migrations.Migration):
    """Built while the shop goes on selling."""

    atomic = False

    dependencies = [("order", "0004_to_ship")]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(orders.models.Mailbox("guest_email"), name="order_of_mailbox"),
        ),
    ]
