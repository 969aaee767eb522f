"""Until when goods may come back: what was bought, and what an exchange brought."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from orders.aftersales import policy, terms
from orders.aftersales.models import ReplacementWindow, Return, ReturnWindow
from orders.aftersales.terms import Term
from orders.models import Order


def term_of(order: Order, exchange: Return | None = None) -> Term | None:
    """What the order was given when it arrived, or its exchange when that did, whatever the merchant has set since.

    None before they arrived. At most one query.
    """
    if exchange:
        parcel = exchange.replacement
        return _term(ReplacementWindow.objects.filter(pk=exchange.pk), parcel.delivered_at if parcel else None)
    return _term(ReturnWindow.objects.filter(pk=order.pk), order.delivered_at)


def end_for(order: Order, kind: str, reason: str, exchange: Return | None = None) -> datetime | None:
    """From when on it can no longer be asked for; None while the goods have not arrived. At most one query."""
    term = term_of(order, exchange)
    if term is None:
        return None
    return term.ends_at if policy.needs_no_reason(kind, reason) else term.exchange_ends_at


def return_days_of(order: Order) -> int:
    """How many days after delivery it may come back without a reason. At most one query."""
    term = term_of(order)
    return (term.ends_at - order.delivered_at).days if term and order.delivered_at else terms.return_days()


def _term(windows: QuerySet[Any], arrived_at: datetime | None) -> Term | None:
    if arrived_at is None:
        return None
    given, now = windows.values_list("ends_at", "exchange_ends_at").first(), terms.term_from(arrived_at)
    return Term(given[0], given[1] or now.exchange_ends_at) if given else now
