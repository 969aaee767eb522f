"""How long the shop waits for a payment: numbers that the merchant sets."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from kernel.thresholds import THRESHOLDS, Threshold, value_of

MINUTES = "orders.minutes_to_pay"
REMINDER = "orders.reminder_minutes"


def offer_thresholds() -> None:
    """The merchant finds them among the store's numbers. Stripe waits for a payment a day at most."""
    pay = _("Minutes in which an order is paid; after that it ends and its pieces are free again")
    THRESHOLDS[MINUTES] = Threshold(pay, lambda: 30, least=5, most=720)
    remind = _("Minutes before its end at which we remind of an unpaid order")
    THRESHOLDS[REMINDER] = Threshold(remind, lambda: 10, least=1, most=360)


def time_to_pay() -> timedelta:
    """What orders placed from now on are given."""
    return timedelta(minutes=value_of(MINUTES))


def time_to_remind() -> timedelta:
    """How long before its end; never in the first half of the time to pay."""
    return min(timedelta(minutes=value_of(REMINDER)), time_to_pay() / 2)
