"""A new shop can deliver: two ways at home, one abroad. Merchants change them in the back office."""

from datetime import time
from decimal import Decimal

from django.db import migrations

METHODS = [
    {
        "code": "standard",
        "name": "Standard delivery",
        "name_en": "Standard delivery",
        "name_zh_hans": "标准快递",
        "position": 1,
        "rates": [
            {"country": "CN", "first_price": "8.00", "step_price": "4.00", "free_from": "99.00", "days": 3},
            {"country": "CN", "province": "西藏自治区", "first_price": "18.00", "step_price": "14.00", "days": 6},
            {"country": "CN", "province": "新疆维吾尔自治区", "first_price": "18.00", "step_price": "14.00", "days": 6},
        ],
    },
    {
        "code": "express",
        "name": "Express, next day in most cities",
        "name_en": "Express, next day in most cities",
        "name_zh_hans": "特快，多数城市次日达",
        "position": 2,
        "rates": [{"country": "CN", "first_price": "22.00", "step_price": "8.00", "days": 1}],
    },
    {
        "code": "international",
        "name": "International air parcel",
        "name_en": "International air parcel",
        "name_zh_hans": "国际航空小包",
        "position": 3,
        "closed": [{"country": "CN"}],
        "rates": [{"country": "", "first_price": "88.00", "step_price": "60.00", "days": 12}],
    },
]


def add_methods(apps, schema_editor):
    Method, Rate, ClosedArea = (apps.get_model("shipping", name) for name in ("Method", "Rate", "ClosedArea"))
    for described in METHODS:
        described = dict(described)
        rates, closed = described.pop("rates"), described.pop("closed", [])
        method = Method.objects.create(cutoff=time(16), **described)
        for rate in rates:
            money = {name: Decimal(rate[name]) for name in ("first_price", "step_price", "free_from") if name in rate}
            Rate.objects.create(method=method, **{**rate, **money})
        for area in closed:
            ClosedArea.objects.create(method=method, **area)


class Migration(migrations.Migration):
    dependencies = [("shipping", "0002_methods_and_rates")]
    operations = [migrations.RunPython(add_methods, migrations.RunPython.noop)]
