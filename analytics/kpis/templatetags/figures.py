"""How a figure is written: by its unit, in few characters, with a real minus."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from analytics.kpis.definitions import Kpi, Unit, Value
from kernel.templatetags.shop_money import MINUS, money

register = template.Library()

UNKNOWN = "\N{EN DASH}"


@register.filter
def figure(value: Value, kpi: Kpi) -> str:
    """``2649840`` as ``¥2,649,840``, ``0.0311`` as ``3.11%``; a dash where there is no value."""
    return UNKNOWN if value is None else _WRITERS[kpi.unit](Decimal(value))


@register.filter
def day(value: date) -> str:
    """``25 Oct``, in the order of the reader's language."""
    return date_format(value, _("j M"))


@register.filter
def long_day(value: date) -> str:
    return date_format(value, _("D j M Y"))


@register.filter
def month(value: date) -> str:
    """``October 2026``."""
    return date_format(value, _("F Y"))


@register.filter
def moment(value: datetime) -> str:
    return date_format(localtime(value), _("D j M, H:i"))


@register.filter
def exact(value: Value) -> str:
    """For programs and tables that are sorted: plain digits, nothing where there is no value."""
    return "" if value is None else str(value)


@register.filter
def share(value: Decimal | None) -> str:
    """``0.443`` as ``44.3%``."""
    return UNKNOWN if value is None else _share(value)


@register.filter
def short(value: int | Decimal) -> str:
    """For a narrow place: ``180000`` as ``180k``, ``12500`` as ``12.5k``."""
    amount = abs(Decimal(value))
    if amount < 1_000:
        return _signed(Decimal(value), _trimmed(f"{amount:.2f}"))
    thousands, letter = (amount / 1_000_000, "M") if amount >= 1_000_000 else (amount / 1_000, "k")
    return _signed(Decimal(value), _trimmed(f"{thousands:.1f}") + letter)


@register.filter
def tick(value: Decimal, kpi: Kpi) -> str:
    """Beside a chart's line: as short as it can be."""
    return f"{short(value * 100)}%" if kpi.unit is Unit.SHARE else short(value)


@register.filter
def count(value: int) -> str:
    return _count(Decimal(value))


def _count(value: Decimal) -> str:
    return _signed(value, f"{abs(value):,.0f}")


def _money(value: Decimal) -> str:
    """Cents matter below ten thousand."""
    return money(value) if abs(value) < 10_000 else money(value).rpartition(".")[0] or money(value)


def _share(value: Decimal) -> str:
    percent = value * 100
    return _signed(value, f"{abs(percent):,.{2 if abs(percent) < 10 else 1}f}%")


def _ratio(value: Decimal) -> str:
    return _signed(value, f"{abs(value):,.2f}")


def _seconds(value: Decimal) -> str:
    minutes, seconds = divmod(round(value), 60)
    return _("%(minutes)d min %(seconds)02d s") % {"minutes": minutes, "seconds": seconds}


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".")


def _signed(value: Decimal, text: str) -> str:
    return f"{MINUS}{text}" if value < 0 else text


_WRITERS = {
    Unit.COUNT: _count,
    Unit.MONEY: _money,
    Unit.SHARE: _share,
    Unit.RATIO: _ratio,
    Unit.SCORE: _ratio,
    Unit.SECONDS: _seconds,
}
