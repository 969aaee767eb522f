"""How long an order may come back, how soon the shop answers, what goes back: numbers that the merchant sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.thresholds import THRESHOLDS, Threshold, value_of
from orders.aftersales import policy

RETURN_DAYS = "aftersales.return_days"
EXCHANGE_DAYS = "aftersales.exchange_days"
ANSWER_HOURS = "aftersales.answer_hours"
WARN_HOURS = "aftersales.warn_hours"
OPENS = "aftersales.opens"
CLOSES = "aftersales.closes"
SEND_DAYS = "aftersales.send_days"
DELIVERY = "aftersales.delivery_back"

#: The rules of ``policy.delivery_back`` as a merchant chooses among them, the first by 0.
DELIVERY_RULES = (
    (policy.NEVER, _("Never")),
    (policy.WHOLE, _("With the whole order")),
    (policy.WHOLE_OR_FAULT, _("With the whole order, and where the store is to blame")),
)


def offer_thresholds() -> None:
    """The merchant finds them among the store's numbers."""
    without = _("Days after delivery in which an order may come back without a reason")
    THRESHOLDS[RETURN_DAYS] = Threshold(without, lambda: 7, least=1, most=90)
    longer = _("Days after delivery in which it may be exchanged or complained of")
    THRESHOLDS[EXCHANGE_DAYS] = Threshold(longer, lambda: 15, least=1, most=90)
    answer = _("Hours in which an after-sales request is answered")
    THRESHOLDS[ANSWER_HOURS] = Threshold(answer, lambda: 48, least=1, most=168)
    _offer_the_clock()
    send = _("Days in which the shopper sends what was approved, before the request lapses")
    THRESHOLDS[SEND_DAYS] = Threshold(send, lambda: 10, least=1, most=60)
    choices = [(number, words) for number, (_rule, words) in enumerate(DELIVERY_RULES)]
    charge = _("When the delivery charge goes back")
    THRESHOLDS[DELIVERY] = Threshold(charge, lambda: 2, least=0, most=2, choices=choices)


def _offer_the_clock() -> None:
    """Any hours, those of the evening into the night too."""
    warn = _("Hours before an answer is due in which staff are warned")
    THRESHOLDS[WARN_HOURS] = Threshold(warn, lambda: 12, least=1, most=72)
    opens = _("Hour of the store’s day from which somebody answers")
    THRESHOLDS[OPENS] = Threshold(opens, lambda: 9, least=0, most=23)
    closes = _("Hour until which somebody answers; where it is the earlier of the two, the next day’s")
    THRESHOLDS[CLOSES] = Threshold(closes, lambda: 21, least=1, most=24, refusal=_never_open)


def _never_open(values: Mapping[str, int]) -> str | Promise:
    if values[OPENS] != values[CLOSES]:
        return ""
    return _("Nobody would ever answer: it closes at the hour it opens. From 0 to 24 is round the clock.")


def return_days() -> int:
    """What orders that arrive from now on are given."""
    return value_of(RETURN_DAYS)


def exchange_days() -> int:
    """Never fewer than to return: what may come back for nothing may be exchanged."""
    return max(value_of(EXCHANGE_DAYS), return_days())


def answer_hours() -> int:
    """What is promised to whoever asks from now on."""
    return value_of(ANSWER_HOURS)


def warning() -> timedelta:
    """How long before an answer is due staff are warned."""
    return timedelta(hours=value_of(WARN_HOURS))


def opening() -> policy.Opening:
    """When somebody answers."""
    return policy.Opening(value_of(OPENS), value_of(CLOSES))


def send_days() -> int:
    """How many days what is approved from now on may take to be sent."""
    return value_of(SEND_DAYS)


def delivery_rule() -> str:
    """When the delivery charge goes back, as ``policy.delivery_back`` knows it."""
    return DELIVERY_RULES[value_of(DELIVERY)][0]


@dataclass(frozen=True)
class Term:
    """From when on goods may no longer come back without a reason, and no longer be exchanged or complained of:
    at the time of day at which they arrived."""

    ends_at: datetime
    exchange_ends_at: datetime


def term_from(arrived_at: datetime) -> Term:
    """What goods that arrived then are given now."""
    return Term(clock.days_after(arrived_at, return_days()), clock.days_after(arrived_at, exchange_days()))
