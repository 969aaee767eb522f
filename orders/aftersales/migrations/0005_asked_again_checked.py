from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("aftersales", "0004_what_exchanges_brought"),
    ]

    operations = [
        ValidateConstraint("returnline", "no_more_asked_again_than_came"),
    ]
