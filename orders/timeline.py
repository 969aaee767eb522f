"""The history of an order in words. What was stored is a kind and plain values; the language is the reader's."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kernel.templatetags.shop_money import money
from orders.models import Order, TimelineEntry
from orders.ports import TIMELINE_WORDS

Details = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """One line of the timeline: when, what, and what more there is to know about it."""

    kind: str
    at: datetime
    words: str
    more: str
    by: str
    for_shopper: bool


def timeline_of(order: Order, *, for_shopper: bool = True) -> list[Told]:
    """What happened to the order, newest first; the merchant's own notes only where ``for_shopper`` is false."""
    entries: Sequence[TimelineEntry] = order.timeline.all()
    shown = [entry for entry in entries if entry.for_shopper or not for_shopper]
    return [_told(entry) for entry in reversed(shown)]


def _told(entry: TimelineEntry) -> Told:
    words, more = TIMELINE_WORDS[entry.kind](entry.details) if entry.kind in TIMELINE_WORDS else (entry.kind, "")
    return Told(entry.kind, entry.happened_at, words, more, entry.by, entry.for_shopper)


def words_for(kind: str) -> Callable[[Callable[[Details], tuple[str, str]]], Callable[[Details], tuple[str, str]]]:
    """Say how a kind of entry reads: a sentence, and a smaller second line that may be empty."""
    return TIMELINE_WORDS.plug(kind)


def _amount(details: Details) -> str:
    return money(Decimal(details["amount"]))


@words_for("placed")
def _placed(details: Details) -> tuple[str, str]:
    return _("Order placed"), ""


@words_for("imported")
def _imported(details: Details) -> tuple[str, str]:
    return _("Placed in our former shop"), ""


@words_for("reminded")
def _reminded(details: Details) -> tuple[str, str]:
    return _("Reminder to pay sent"), ""


@words_for("price_fell")
def _price_fell(details: Details) -> tuple[str, str]:
    prices = {name: money(Decimal(details[name])) for name in ("before", "now")}
    return _("Cheaper by now: the lower price counts"), _("%(now)s instead of %(before)s") % prices


@words_for("paid")
def _paid(details: Details) -> tuple[str, str]:
    return _("Payment received"), _amount(details)


@words_for("cancelled")
def _cancelled(details: Details) -> tuple[str, str]:
    return _("Order cancelled"), cancellation_in_words(details["reason"])


@words_for("reinstated")
def _reinstated(details: Details) -> tuple[str, str]:
    return _("Payment received late, order taken up again"), _amount(details)


@words_for("shipped")
def _shipped(details: Details) -> tuple[str, str]:
    return _("Handed to the carrier"), ""


@words_for("delivered")
def _delivered(details: Details) -> tuple[str, str]:
    return _("Delivered"), ""


@words_for("refunded")
def _refunded(details: Details) -> tuple[str, str]:
    return (_("Refunded in full") if details["in_full"] else _("Part refunded")), _amount(details)


def cancellation_in_words(reason: str) -> str:
    """The reasons the store itself gives, in the reader's language; a merchant's own words as they are."""
    known = {
        "unpaid": _("It was not paid in time."),
        "shopper": _("You cancelled it before paying."),
    }
    return known.get(reason, reason)
