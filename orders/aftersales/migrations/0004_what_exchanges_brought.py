import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):

    dependencies = [
        ("aftersales", "0003_exchange_window"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReplacementWindow",
            fields=[
                ("ends_at", models.DateTimeField()),
                ("exchange_ends_at", models.DateTimeField(null=True)),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="aftersales.return",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["ends_at"], name="replacement_window_ends")]},
        ),
        migrations.AddField(
            "returnline",
            "brought_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="aftersales.returnline"
            ),
        ),
        migrations.AddField("returnline", "asked_again", models.PositiveIntegerField(db_default=0, default=0)),
        AddConstraintNotValid(
            "returnline",
            models.CheckConstraint(condition=Q(asked_again__lte=F("quantity")), name="no_more_asked_again_than_came"),
        ),
    ]
