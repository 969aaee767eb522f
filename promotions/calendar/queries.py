"""When a promotion runs, in the store's time."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from kernel import clock
from promotions.calendar import policy
from promotions.calendar.policy import Schedule

__all__ = ["Schedule", "next_run", "overlap", "those_on"]

T = TypeVar("T")


def those_on(scheduled: Iterable[tuple[Schedule, T]], now: datetime) -> list[T]:
    """What runs at this instant, of what has a schedule."""
    today = clock.store_day(now)
    return [each for schedule, each in scheduled if policy.is_on(schedule, now, today)]


def next_run(schedule: Schedule, now: datetime) -> tuple[datetime, datetime | None] | None:
    """From when to when it runs now or next: one of its days, or all its time where it knows no days. None if never."""
    if schedule.ends is not None and now >= schedule.ends:
        return None
    if not schedule.recurs:
        return schedule.starts or now, schedule.ends
    return next(_runs(schedule, now), None)


def _runs(schedule: Schedule, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    first = max(now, schedule.starts or now)
    for day in policy.days_ahead(schedule, clock.store_day(first)):
        begins, ends = clock.day_start(day), clock.day_end(day)
        if schedule.ends is not None and begins >= schedule.ends:
            return
        yield max(begins, schedule.starts or begins), min(ends, schedule.ends or ends)


def overlap(one: Schedule, other: Schedule, now: datetime) -> bool:
    """Whether both run on one of the days of the coming year."""
    begins = max([now, *(each for each in (one.starts, other.starts) if each)])
    ends = min([each for each in (one.ends, other.ends) if each], default=None)
    if ends is not None and ends <= begins:
        return False
    last = clock.store_day(ends) if ends else None
    days = (day for day in policy.days_ahead(one, clock.store_day(begins)) if policy.is_on_day(other, day))
    day = next(days, None)
    return day is not None and (last is None or day <= last)
