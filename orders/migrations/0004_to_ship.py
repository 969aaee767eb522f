from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Built while the shop goes on selling."""

    atomic = False

    dependencies = [("order", "0003_discounts_by_line")]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                condition=models.Q(("status", "paid")), fields=["paid_at", "id"], name="order_to_ship"
            ),
        ),
    ]
