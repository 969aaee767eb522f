from django.db import migrations

#: ISO 3166 code, name; the first is where the store is and stands on top of the list.
COUNTRIES = [
    ("CN", "Mainland China"),
    ("HK", "Hong Kong SAR"),
    ("MO", "Macao SAR"),
    ("TW", "Taiwan, China"),
    ("AU", "Australia"),
    ("CA", "Canada"),
    ("DE", "Germany"),
    ("FR", "France"),
    ("GB", "United Kingdom"),
    ("JP", "Japan"),
    ("KR", "South Korea"),
    ("MY", "Malaysia"),
    ("NZ", "New Zealand"),
    ("SG", "Singapore"),
    ("US", "United States"),
]


def open_the_borders(apps, schema_editor):
    Country = apps.get_model("address", "Country")
    for code, name in COUNTRIES:
        Country.objects.update_or_create(
            iso_3166_1_a2=code,
            defaults={
                "printable_name": name,
                "name": name,
                "is_shipping_country": True,
                "display_order": 10 if code == "CN" else 0,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("address", "0006_auto_20181115_1953")]
    operations = [migrations.RunPython(open_the_borders, migrations.RunPython.noop)]
