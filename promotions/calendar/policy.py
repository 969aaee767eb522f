"""Whether a promotion runs on a day, and when it does next. Days are the store's; a day lasts as long as the clock
there says, 23 or 25 hours where summer time begins or ends."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

#: So far ahead a next day is looked for: the rarest days we know, a weekday on a 29 February, come every 28 years, and
#: nobody plans for those.
HORIZON = timedelta(days=366)


@dataclass(frozen=True)
class Schedule:
    """From an instant to before another, on these weekdays (1 is Monday) and these days of the month; empty is any."""

    starts: datetime | None = None
    ends: datetime | None = None
    weekdays: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()

    @property
    def recurs(self) -> bool:
        return bool(self.weekdays or self.month_days)


def is_on(schedule: Schedule, instant: datetime, day: date) -> bool:
    """Whether it runs at an instant, which falls on that day where the store is."""
    has_begun = schedule.starts is None or schedule.starts <= instant
    is_over = schedule.ends is not None and instant >= schedule.ends
    return has_begun and not is_over and is_on_day(schedule, day)


def is_on_day(schedule: Schedule, day: date) -> bool:
    """Whether the day is one of its days. A month too short for a day has it on its last: the 31st is 29 February."""
    if schedule.weekdays and day.isoweekday() not in schedule.weekdays:
        return False
    return not schedule.month_days or day.day in _days_in(schedule, day)


def days_ahead(schedule: Schedule, day: date) -> Iterator[date]:
    """Its days from that one on, within a year; start and end are for the caller to look at."""
    ahead = (day + timedelta(days=n) for n in range(HORIZON.days))
    return (each for each in ahead if is_on_day(schedule, each))


def _days_in(schedule: Schedule, day: date) -> set[int]:
    last = calendar.monthrange(day.year, day.month)[1]
    return {min(wanted, last) for wanted in schedule.month_days}
