"""How long an order may come back and how soon the shop answers: numbers that the merchant sets."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kernel.thresholds import THRESHOLDS, Threshold, value_of
from orders.aftersales import policy

RETURN_DAYS = "aftersales.return_days"
EXCHANGE_DAYS = "aftersales.exchange_days"
ANSWER_HOURS = "aftersales.answer_hours"


def offer_thresholds() -> None:
    """The merchant finds them among the store's numbers."""
    without = _("Days after delivery in which an order may come back without a reason")
    THRESHOLDS[RETURN_DAYS] = Threshold(without, lambda: 7, least=1, most=90)
    longer = _("Days after delivery in which it may be exchanged or complained of")
    THRESHOLDS[EXCHANGE_DAYS] = Threshold(longer, lambda: 15, least=1, most=90)
    answer = _("Hours in which an after-sales request is answered")
    THRESHOLDS[ANSWER_HOURS] = Threshold(answer, lambda: 48, least=1, most=168)


def return_days() -> int:
    """What orders that arrive from now on are given."""
    return value_of(RETURN_DAYS)


def exchange_days() -> int:
    """Never fewer than to return: what may come back for nothing may be exchanged."""
    return max(value_of(EXCHANGE_DAYS), return_days())


def answer_hours() -> int:
    """What is promised to whoever asks from now on."""
    return value_of(ANSWER_HOURS)


@dataclass(frozen=True)
class Term:
    """From when on goods may no longer come back without a reason, and no longer be exchanged or complained of."""

    ends_at: datetime
    exchange_ends_at: datetime


def term_from(arrived_at: datetime) -> Term:
    """What goods that arrived then are given now."""
    return Term(policy.window_ends(arrived_at, return_days()), policy.window_ends(arrived_at, exchange_days()))
