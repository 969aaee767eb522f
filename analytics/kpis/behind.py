"""The raw rows behind a figure on one day: which orders, refunds, reviews or pages made it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.capture.queries import events_of
from analytics.kpis.definitions import Kpi
from analytics.rollups.queries import customers_of, delivered_on, paid_on, placed_on, refunded_on, scored_on


@dataclass(frozen=True)
class Evidence:
    """``rows`` hold as many values as ``head`` has names; the last of each is a number."""

    title: str | Promise
    head: Sequence[str | Promise]
    rows: QuerySet[Any, Any]


def rows_of(kpi: Kpi, day: date) -> Evidence:
    if {"revenue", "refunds"} <= {*kpi.columns}:
        return _came_and_went(day)
    return next(make for column, make in _SOURCES.items() if column in kpi.columns)(day)


def _paid(day: date) -> Evidence:
    rows = paid_on(day).order_by("paid_at", "pk").values_list("number", "paid_at", "amount_paid")
    return Evidence(_("Orders paid that day"), (_("Order"), _("Paid"), _("Amount")), rows)


def _placed(day: date) -> Evidence:
    rows = placed_on(day).order_by("date_placed", "pk").values_list("number", "date_placed", "total_incl_tax")
    return Evidence(_("Orders placed that day"), (_("Order"), _("Placed"), _("Total")), rows)


def _refunded(day: date) -> Evidence:
    rows = refunded_on(day).order_by("settled_at", "pk").values_list("source__order__number", "settled_at", "amount")
    return Evidence(_("Refunds that arrived that day"), (_("Order"), _("Refunded on"), _("Amount")), rows)


def _came_and_went(day: date) -> Evidence:
    """What was paid, and with a minus what went back."""
    came = paid_on(day).annotate(about=F("number"), when=F("paid_at"), money=F("amount_paid"))
    went = refunded_on(day).annotate(about=F("source__order__number"), when=F("settled_at"), money=-F("amount"))
    columns = ("about", "when", "money")
    rows = came.values_list(*columns).union(went.values_list(*columns), all=True).order_by("when", "about")
    return Evidence(_("Payments and refunds that day"), (_("Order"), _("Moment"), _("Amount")), rows)


def _delivered(day: date) -> Evidence:
    rows = delivered_on(day).order_by("delivered_at", "pk").values_list("number", "delivered_at", "promised_on")
    return Evidence(_("Orders delivered that day"), (_("Order"), _("Delivered on"), _("Promised for")), rows)


def _scored(day: date) -> Evidence:
    rows = scored_on(day).order_by("date_created", "pk").values_list("product__title", "date_created", "score")
    return Evidence(_("Reviews written that day"), (_("Product"), _("Written"), _("Score")), rows)


def _customers(day: date) -> Evidence:
    rows = customers_of(day).order_by("-paid_orders", "customer").values_list("customer", "day", "paid_orders")
    return Evidence(_("Customers who paid that day"), (_("Customer"), _("Day"), _("Paid orders")), rows)


def _pages(day: date) -> Evidence:
    counted = events_of(day).values("kind", "page").annotate(times=Count("id")).order_by("-times", "kind", "page")
    return Evidence(
        _("Events of that day, by page"),
        (_("What happened"), _("Page"), _("Times")),
        counted.values_list("kind", "page", "times"),
    )


#: The first of these columns that a figure uses says where its rows are.
_SOURCES: dict[str, Callable[[date], Evidence]] = {
    "refunds": _refunded,
    "gmv": _placed,
    "orders": _placed,
    "delivered": _delivered,
    "scores": _scored,
    "new_customers": _customers,
    "customers_365": _customers,
    "customers_ever": _customers,
    "revenue": _paid,
    "paid_orders": _paid,
    "visitor_orders": _paid,
    "profit": _came_and_went,
    "page_views": _pages,
    "visits": _pages,
    "visitors": _pages,
    "cards_shown": _pages,
    "first_visitors_7": _pages,
    "first_visitors_30": _pages,
}
