"""How an amount of money is typed at every desk: plain, in cents, never below zero."""

from decimal import Decimal
from typing import Any

from django import forms

CENTS: dict[str, Any] = {
    "max_digits": 12,
    "decimal_places": 2,
    "min_value": Decimal(0),
    "widget": forms.TextInput(attrs={"inputmode": "decimal"}),
}
