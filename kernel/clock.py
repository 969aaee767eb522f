"""The one place the store asks what time it is, and which day that is for the store."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """This instant, in UTC."""
    return timezone.now()  # noqa: TID251


@cache
def store_time_zone() -> ZoneInfo:
    return ZoneInfo(settings.STORE_TIME_ZONE)


def store_day(instant: datetime) -> date:
    """The day an instant falls on where the store is."""
    return instant.astimezone(store_time_zone()).date()


def today() -> date:
    return store_day(now())


def day_start(day: date) -> datetime:
    """The first instant of a store day; it lasts until the next day's first instant."""
    return datetime.combine(day, time.min, store_time_zone())


def day_end(day: date) -> datetime:
    return day_start(day + timedelta(days=1))


def days_after(moment: datetime, days: int) -> datetime:
    """The same time of day by the clock of the store, so many days on, or back where they are below 0.

    Where that clock is put forward or back between, this is an hour less or more than so many times 24.
    """
    return (moment.astimezone(store_time_zone()) + timedelta(days=days)).astimezone(UTC)
