from datetime import timedelta

from django.db import migrations, models
from django.db.models import F


def fill(apps, schema_editor):
    """What arrived before was given fifteen days to exchange where it was given seven to return."""
    windows = apps.get_model("aftersales", "ReturnWindow").objects.filter(exchange_ends_at=None)
    windows.update(exchange_ends_at=F("ends_at") + timedelta(days=8))


class Migration(migrations.Migration):

    dependencies = [
        ("aftersales", "0002_returns"),
    ]

    operations = [
        migrations.AddField("returnwindow", "exchange_ends_at", models.DateTimeField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
