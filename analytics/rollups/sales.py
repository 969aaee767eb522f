"""A day's orders counted. Test orders are in nothing, orders cancelled before they were paid are in no money."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import ExtractHour, TruncDate

from analytics.rollups import visits
from analytics.rollups.models import CustomerDay
from analytics.rollups.policy import customer_key
from catalogue.reviews.queries import scores_between
from kernel import clock
from orders.models import Line, Order
from orders.payments.queries import refunds_between

NEVER_PAID = Q(status=Order.Status.CANCELLED, paid_at=None)


def count(day: date) -> dict[str, Any]:
    """The sales columns of ``day``; its customers are remembered anew. The day's visitors must be counted before."""
    sold = {**_paid(day), "refunds": _refunds(day)}
    profit = _profit(day, net_revenue=sold["revenue"] - sold["refunds"], customers=_remember_customers(day))
    return {**_placed(day), **sold, **profit, **_delivered(day), **_scores(day), **_buyers(day)}


def placed_on(day: date) -> QuerySet[Order]:
    return _real().filter(date_placed__gte=clock.day_start(day), date_placed__lt=clock.day_end(day))


def paid_on(day: date) -> QuerySet[Order]:
    return _real().filter(paid_at__gte=clock.day_start(day), paid_at__lt=clock.day_end(day))


def delivered_on(day: date) -> QuerySet[Order]:
    """Only orders with a promised day can be late."""
    return _real().filter(
        delivered_at__gte=clock.day_start(day), delivered_at__lt=clock.day_end(day), promised_on__isnull=False
    )


def refunded_on(day: date) -> QuerySet[Any]:
    return refunds_between(clock.day_start(day), clock.day_end(day)).filter(source__order__is_test=False)


def scored_on(day: date) -> QuerySet[Any]:
    return scores_between(clock.day_start(day), clock.day_end(day))


def _real() -> QuerySet[Order]:
    return Order.objects.filter(is_test=False)


def paid_by_hour(day: date) -> dict[int, tuple[int, Decimal]]:
    hours = paid_on(day).annotate(hour=ExtractHour("paid_at", tzinfo=clock.store_time_zone())).values("hour")
    rows = hours.annotate(number=Count("pk"), money=Sum("amount_paid")).order_by("hour")
    return {row["hour"]: (row["number"], row["money"]) for row in rows}


def _placed(day: date) -> dict[str, Any]:
    return placed_on(day).aggregate(
        orders=Count("pk"), gmv=Sum("total_incl_tax", filter=~NEVER_PAID, default=Decimal(0))
    )


def _paid(day: date) -> dict[str, Any]:
    return paid_on(day).aggregate(paid_orders=Count("pk"), revenue=Sum("amount_paid", default=Decimal(0)))


def _refunds(day: date) -> Decimal:
    return refunded_on(day).aggregate(money=Sum("amount", default=Decimal(0)))["money"]


def _profit(day: date, *, net_revenue: Decimal, customers: int) -> dict[str, Any]:
    """Net revenue less the cost of goods. Where the cost of a line is unknown, the day has no profit to show."""
    lines = Line.objects.filter(order__in=paid_on(day)).aggregate(
        units=Sum("quantity", default=0),
        cost=Sum(F("unit_cost") * F("quantity"), default=Decimal(0)),
        unknown=Count("pk", filter=Q(unit_cost=None)),
    )
    if lines["unknown"]:
        return {"units": lines["units"], "profit": 0, "profit_customers": 0}
    return {"units": lines["units"], "profit": net_revenue - lines["cost"], "profit_customers": customers}


def _delivered(day: date) -> dict[str, Any]:
    arrived_on = TruncDate("delivered_at", tzinfo=clock.store_time_zone())
    return (
        delivered_on(day)
        .alias(arrived_on=arrived_on)
        .aggregate(delivered=Count("pk"), delivered_on_time=Count("pk", filter=Q(arrived_on__lte=F("promised_on"))))
    )


def _scores(day: date) -> dict[str, Any]:
    return scored_on(day).aggregate(scores=Count("pk"), score_sum=Sum("score", default=0))


def _buyers(day: date) -> dict[str, Any]:
    """Visitors of the day who paid, and their orders."""
    orders = Counter(paid_on(day).values_list("visitor_id", flat=True))
    seen = visits.seen_among({visitor for visitor in orders if re.fullmatch("[0-9a-f]{32}", visitor)}, day)
    return {"bought": len(seen), "visitor_orders": sum(orders[visitor] for visitor in seen)}


def _remember_customers(day: date) -> int:
    paid = paid_on(day).values_list("user_id", "guest_email")
    orders = Counter(customer_key(member, guest, settings.ANALYTICS_KEY) for member, guest in paid)
    CustomerDay.objects.filter(day=day).delete()
    CustomerDay.objects.bulk_create(
        [CustomerDay(customer=customer, day=day, paid_orders=number) for customer, number in sorted(orders.items())],
        batch_size=5000,
    )
    return len(orders)
