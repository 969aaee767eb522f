"""The counted days."""

from datetime import date, datetime

from django.db.models import QuerySet, Sum
from django.db.models.functions import ExtractIsoWeekDay

from analytics.capture.queries import waiting_since
from analytics.rollups.models import CustomerDay, DayNumbers, HourNumbers, Rollup
from analytics.rollups.sales import delivered_on, paid_on, placed_on, refunded_on, scored_on

__all__ = [
    "complete_until",
    "counted_days",
    "customers_of",
    "delivered_on",
    "last_rollup",
    "numbers_of_days",
    "pages_by_hour",
    "paid_on",
    "placed_on",
    "refunded_on",
    "scored_on",
    "week_grid",
]


def numbers_of_days(first: date, last: date) -> QuerySet[DayNumbers]:
    """The counted days from ``first`` to ``last``, in order. A day that nobody counted has no row."""
    return DayNumbers.objects.filter(day__range=(first, last))


def counted_days(since: date) -> set[date]:
    return set(DayNumbers.objects.filter(day__gte=since).values_list("day", flat=True))


def pages_by_hour(day: date) -> dict[int, int]:
    return dict(HourNumbers.objects.filter(day=day).values_list("hour", "page_views"))


def week_grid(first: date, last: date) -> dict[tuple[int, int], dict[str, int]]:
    """(weekday 1–7 from Monday, hour 0–23) -> the sums of page_views, paid_orders and revenue in that hour."""
    hours = HourNumbers.objects.filter(day__range=(first, last)).annotate(weekday=ExtractIsoWeekDay("day"))
    rows = hours.values("weekday", "hour").annotate(
        pages=Sum("page_views"), paid=Sum("paid_orders"), money=Sum("revenue")
    )
    return {
        (row["weekday"], row["hour"]): {"page_views": row["pages"], "paid_orders": row["paid"], "revenue": row["money"]}
        for row in rows.order_by()
    }


def customers_of(day: date) -> QuerySet[CustomerDay]:
    return CustomerDay.objects.filter(day=day)


def last_rollup() -> Rollup | None:
    return Rollup.objects.order_by("finished_at").last()


def complete_until(now: datetime) -> datetime:
    """Until when every event is in the table: now, or since the oldest that still waits in the stream."""
    return min(now, waiting_since() or now)
