"""One partition of the events a store day: made ahead, dropped whole when its days are over."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connection, transaction

from kernel import clock
from kernel.locks import wait_for_turn

TABLE = "capture_event"

#: Days that are known to have a partition.
_sure: set[date] = set()


def kept_days() -> set[date]:
    """The days that have a partition."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = %s::regclass", [TABLE]
        )
        names = [name for (name,) in cursor.fetchall()]
    return {date.fromisoformat(found[1]) for name in names if (found := re.search(r"_(\d{8})$", name))}


def make(days: Iterable[date]) -> None:
    """Every one of ``days`` has a partition afterwards.

    The table is made apart and attached, which lets others read and write the events meanwhile.
    """
    asked = set(days) - _sure
    if asked and asked - kept_days():
        _make(asked)
    # Days to come are never dropped, so the database is asked about each of them once.
    transaction.on_commit(lambda: _sure.update(day for day in asked if day >= clock.today()))


def forget() -> None:
    """Nothing is known of any partition."""
    _sure.clear()


def _make(days: set[date]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_turn("capture.partitions")
        for day in sorted(days - kept_days()):
            cursor.execute(f"CREATE TABLE {_name(day)} (LIKE {TABLE} INCLUDING ALL)")
            cursor.execute(
                f"ALTER TABLE {TABLE} ATTACH PARTITION {_name(day)} FOR VALUES FROM (%s) TO (%s)",
                [day, day + timedelta(days=1)],
            )


def drop_before(first_kept: date) -> list[date]:
    """The days whose events are gone now. Waits at most two seconds for readers, the next night is soon enough."""
    old = sorted(day for day in kept_days() if day < first_kept)
    for day in old:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            cursor.execute(f"DROP TABLE {_name(day)}")
    return old


def _name(day: date) -> str:
    return f"{TABLE}_{day:%Y%m%d}"
