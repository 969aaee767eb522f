"""How much of an order points pay for, and how long they last: numbers that the merchant sets."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kernel.thresholds import THRESHOLDS, Threshold, value_of
from membership.points import policy

PERCENT = "points.most_percent"
MONTHS = "points.months"


def offer_thresholds() -> None:
    """The merchant finds them among the store's numbers."""
    part = _("Points pay for so many per cent of the goods of an order at most")
    THRESHOLDS[PERCENT] = Threshold(part, lambda: int(policy.MOST_OF_AN_ORDER * 100), least=1, most=100)
    months = _("Points expire at the end of the month, so many months after they can be spent")
    THRESHOLDS[MONTHS] = Threshold(months, lambda: policy.MONTHS, least=1, most=60)


def most_percent_of_an_order() -> int:
    return value_of(PERCENT)


def most_of_an_order() -> Decimal:
    """As a part of 1."""
    return Decimal(most_percent_of_an_order()) / 100


def months_they_last() -> int:
    """What points that can be spent from now on are given; the others keep their day."""
    return value_of(MONTHS)
