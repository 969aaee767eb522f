"""How much of an order's goods offers and coupons together take off at most: the merchant's number."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kernel.thresholds import THRESHOLDS, Threshold, value_of
from promotions.rules import MOST_OFF

PERCENT = "promotions.most_percent"


def offer_threshold() -> None:
    """The merchant finds it among the store's numbers."""
    label = _("Offers and coupons together take so many per cent off the goods of an order at most")
    THRESHOLDS[PERCENT] = Threshold(label, lambda: int(MOST_OFF * 100), least=1, most=100)


def most_percent() -> int:
    return value_of(PERCENT)


def most_off() -> Decimal:
    """As a part of 1."""
    return Decimal(most_percent()) / 100
