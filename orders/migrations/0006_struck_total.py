from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("order", "0005_by_mailbox")]

    operations = [
        migrations.AddField(
            model_name="line",
            name="struck_total",
            field=models.DecimalField(
                decimal_places=2,
                help_text="What its pieces cost before the shop lowered their price.",
                max_digits=12,
                null=True,
            ),
        ),
    ]
