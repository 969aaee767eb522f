"""Counting. A day is counted by replacing it whole, so counting it twice changes nothing."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from analytics.capture import queries as capture
from analytics.capture.services import settle_changed
from analytics.rollups import queries, sales, standing, visits
from analytics.rollups.models import DayNumbers, HourNumbers, Rollup
from kernel import clock
from kernel.locks import wait_for_turn

#: A million events are sorted in memory rather than on disk.
_ROOM_TO_SORT = "SET LOCAL work_mem = '128MB'"


def roll_up_changed() -> Rollup:
    """Count today, yesterday, and every day that changed since it was counted."""
    today = clock.today()
    return _roll_up({today, today - timedelta(days=1), *capture.changed_days()})


def roll_up_range(first: date, last: date) -> Rollup:
    """Count every day from ``first`` to ``last`` again."""
    return _roll_up(_days(first, last))


def _roll_up(days: Iterable[date]) -> Rollup:
    """Days stay marked as changed until all is counted: a run that dies is simply repeated."""
    started_at = clock.now()
    complete_until = queries.complete_until(started_at)
    changed, today = capture.changed_days(), clock.today()
    counted = _with_gaps({day for day in days if day <= today}, today)
    for day in counted:
        _count(day)
    with transaction.atomic():
        _wait_for_others()
        standing.look_back(counted[0], today)
        settle_changed({day: changed[day] for day in counted if day in changed})
        return _note(started_at, counted, complete_until)


@transaction.atomic
def _count(day: date) -> None:
    """Replace what is known of ``day``. Where its events are no longer kept, what they once came to stays."""
    _wait_for_others()
    is_kept = day >= capture.first_kept_day()
    numbers = (visits.count(day) if is_kept else {}) | sales.count(day)
    DayNumbers.objects.update_or_create(day=day, defaults=numbers)
    _count_hours(day, visits.pages_by_hour(day) if is_kept else queries.pages_by_hour(day))


def _count_hours(day: date, pages: dict[int, int]) -> None:
    sold = sales.paid_by_hour(day)
    HourNumbers.objects.filter(day=day).delete()
    HourNumbers.objects.bulk_create(
        HourNumbers(
            day=day,
            hour=hour,
            page_views=pages.get(hour, 0),
            paid_orders=sold[hour][0] if hour in sold else 0,
            revenue=sold[hour][1] if hour in sold else 0,
        )
        for hour in sorted(pages.keys() | sold.keys())
    )


def _with_gaps(days: set[date], today: date) -> list[date]:
    """``days`` in order, and those after the first of them that nobody has counted yet."""
    if not days:
        return [today]
    after = _days(min(days), today)
    return sorted(days | after - queries.counted_days(min(days)))


def _days(first: date, last: date) -> set[date]:
    return {first + timedelta(days=ahead) for ahead in range((last - first).days + 1)}


def _wait_for_others() -> None:
    wait_for_turn("rollups")
    with connection.cursor() as cursor:
        cursor.execute(_ROOM_TO_SORT)


def _note(started_at: datetime, days: list[date], complete_until: datetime) -> Rollup:
    Rollup.objects.filter(finished_at__lt=started_at - timedelta(days=30)).delete()
    return Rollup.objects.create(
        started_at=started_at,
        finished_at=clock.now(),
        first_day=days[0],
        days=len(days),
        complete_until=complete_until,
    )
