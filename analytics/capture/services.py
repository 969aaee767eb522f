"""What changes here: events are kept, days are marked as changed, partitions come and go."""

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from analytics.capture import partitions, queries, stream
from analytics.capture.models import ChangedDay, Event
from kernel import clock
from kernel.inserts import insert_new

logger = logging.getLogger(__name__)

DAYS_AHEAD = 7
#: Events that one statement writes.
AT_ONCE = 2_000


def write_waiting() -> int:
    """Move what waits in the stream into the table, batch by batch; the number of events moved.

    A batch is acknowledged after its commit. A writer killed in between leaves it to the next one, whose
    second copy of an event changes nothing.
    """
    written = 0
    for batch in stream.waiting_batches():
        events = [_event(told) for _, happenings in batch for told in happenings]
        keep(events)
        stream.forget([entry_id for entry_id, _ in batch])
        written += len(events)
    return written


@transaction.atomic
def keep(events: Iterable[Event], *, changed: Iterable[date] = ()) -> None:
    """``events`` are in the table, once; their days, and those ``changed`` besides, are marked to be counted again."""
    events = list(events)
    for event in events:
        event.day = clock.store_day(event.at)
    days = {event.day for event in events}
    partitions.make(days)
    try:
        for first in range(0, len(events), AT_ONCE):
            insert_new(events[first : first + AT_ONCE])
    except IntegrityError:
        partitions.forget()  # a database that was put back may lack them: whoever tries again asks it anew
        raise
    mark_changed({*days, *changed})


def mark_changed(days: Iterable[date]) -> None:
    """The numbers of ``days`` are counted again at the next rollup. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [sorted(set(days))])


_MARK = """
INSERT INTO capture_changedday (day, changes, changed_at) SELECT day, 1, now() FROM unnest(%s::date[]) AS day
ON CONFLICT (day) DO UPDATE SET changes = capture_changedday.changes + 1, changed_at = now()
"""


def settle_changed(seen: dict[date, int]) -> None:
    """These days are counted as of the changes ``seen``; a day that changed again meanwhile stays marked."""
    for day, changes in seen.items():
        ChangedDay.objects.filter(day=day, changes=changes).delete()


def keep_partitions() -> list[date]:
    """There is room for the days ahead, and events older than EVENTS_KEPT_DAYS are gone; the days dropped."""
    today = clock.today()
    partitions.make(today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1))
    dropped = partitions.drop_before(queries.first_kept_day())
    if dropped:
        logger.info("capture.partitions_dropped", extra={"days": [str(day) for day in dropped]})
    return dropped


def _event(told: dict[str, Any]) -> Event:
    visitor_id = told.pop("visitor_id", None)
    return Event(
        **told | {"id": UUID(told["id"]), "at": datetime.fromisoformat(told["at"])},
        visitor_id=UUID(visitor_id) if visitor_id else None,
    )
