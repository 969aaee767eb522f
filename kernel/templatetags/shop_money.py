"""How money is written: ``¥1,218.00``, and ``−¥15.00`` for what is taken off."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from babel.numbers import get_currency_symbol
from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kernel.money import WITHOUT_CENTS, rounded
from kernel.templatetags.controls import as_attributes

register = template.Library()

MINUS = "\N{MINUS SIGN}"


@cache
def _symbol(currency: str) -> str:
    """One sign for a currency in every language of the shop."""
    return {"CNY": "¥"}.get(currency) or get_currency_symbol(currency, "en")


@register.filter
def money(amount: Decimal | int | None, currency: str = "") -> str:
    """``1218`` as ``¥1,218.00``, a debt with a real minus; nothing at all where there is no amount."""
    if amount is None or amount == "":
        return ""
    currency = currency or settings.STORE_CURRENCY
    value = rounded(Decimal(amount))
    places = 0 if currency in WITHOUT_CENTS else 2
    return f"{MINUS if value < 0 else ''}{_symbol(currency)}{abs(value):,.{places}f}"


@register.filter
def as_sums(rows: Iterable[Any]) -> SafeString:
    """The rows of a receipt for ``components/sums.html``, a line each."""
    drawn = [(as_attributes({"class": row.kind or None}), row.label, row.note or money(row.amount)) for row in rows]
    return format_html_join("", "<div{}><dt>{}</dt><dd>{}</dd></div>\n", drawn)


@register.filter
def thousands(number: int) -> str:
    """``3428`` as ``3,428``, the same in every language of the shop."""
    return f"{number:,}".replace("-", MINUS)


@register.filter
def large_money(amount: Decimal) -> SafeString:
    """The price of a product page: sign and cents small."""
    whole, dot, cents = money(amount).partition(".")
    sign = _symbol(settings.STORE_CURRENCY)
    return format_html("<small>{}</small>{}<small>{}{}</small>", sign, whole.removeprefix(sign), dot, cents)
