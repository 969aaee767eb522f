"""What is kept of events, and what is still on its way."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from analytics.capture import stream
from analytics.capture.models import ChangedDay, Event
from kernel import clock


def events_of(day: date) -> QuerySet[Event]:
    """Every event of a store day; one partition is read."""
    return Event.objects.filter(day=day)


def changed_days() -> dict[date, int]:
    """The days to be counted again, each with how often it has changed."""
    return dict(ChangedDay.objects.order_by("day").values_list("day", "changes"))


def first_kept_day() -> date:
    """Events of earlier days are dropped, or about to be."""
    return clock.today() - timedelta(days=settings.EVENTS_KEPT_DAYS)


def waiting_since() -> datetime | None:
    """When the oldest event came in that no writer has taken into the table yet; None where none waits."""
    return stream.oldest()
