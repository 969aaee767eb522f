from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0004_return_address'),
    ]

    operations = [
        ValidateConstraint(model_name='storebasics', name='return_address_whole_or_none'),
    ]
