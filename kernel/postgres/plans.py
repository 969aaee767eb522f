"""Statements that come again are planned once: the third of a kind is prepared, from then on it is only executed.

Values keep the types that their literals have, so that PostgreSQL finds the same operators and functions as without.
"""

import re
from collections import Counter, OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import NoneType
from typing import Any
from uuid import UUID

from psycopg2 import Error, extensions, extras

#: How often a statement comes before it is worth a plan; how many plans a connection keeps, how many it counts towards.
WORTH_A_PLAN, MOST_PLANS, MOST_COUNTED = 3, 200, 2_000

#: A statement of more values writes many rows at once: it comes in as many lengths, and planning is little of its work.
MOST_VALUES = 500

#: What psycopg2's literals are to PostgreSQL: a quoted one is "unknown" until its use is seen. The first match counts.
_LITERALS: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "bigint"),
    (Decimal, "numeric"),
    (datetime, "timestamptz"),
    (date, "date"),
    (timedelta, "interval"),
    (UUID, "uuid"),
    (str, "unknown"),
    (NoneType, "unknown"),
    (extras.Json, "unknown"),
)
_LARGEST = 2**63 - 1
_PLACE = re.compile(r"%([s%])")


class _Types(dict[type, str | None]):
    """The type of a value's literal by the class of the value; None where there is no saying, and no plan."""

    def __missing__(self, kind: type) -> str | None:
        self[kind] = next((name for known, name in _LITERALS if issubclass(kind, known)), None)
        return self[kind]


_types = _Types()
_Kind = tuple[str, tuple[str | None, ...]]


def _type_of(value: Any) -> str | None:
    if isinstance(value, list):
        return _type_of_array(value)
    if isinstance(value, int) and abs(value) > _LARGEST:
        return None
    return _types[type(value)]


def _type_of_array(values: list[Any]) -> str | None:
    """Of values of one type, none of them NULL; quoted ones are text to PostgreSQL where they stand in an array."""
    types = {_type_of(each) for each in values}
    only = types.pop() if len(types) == 1 and None not in values else None
    return only and f"{'text' if only == 'unknown' else only}[]"


class Plans:
    """What one connection has planned. It plans between transactions: there, what cannot be planned breaks nothing."""

    def __init__(self) -> None:
        self.times: Counter[_Kind] = Counter()
        self.wanted: list[_Kind] = []
        self.made: OrderedDict[_Kind, str | None] = OrderedDict()
        self.numbered = 0

    def call_of(self, query: str, values: Sequence[Any]) -> str:
        """Words that run the query's plan, with the same places for values; the query itself where it has none."""
        if len(values) > MOST_VALUES:
            return query
        kind = query, tuple([_type_of(value) for value in values])
        if kind not in self.made:
            self._count(kind)
            return query
        self.made.move_to_end(kind)
        return self.made[kind] or query

    def _count(self, kind: _Kind) -> None:
        if len(self.times) >= MOST_COUNTED:
            self.times.clear()
        self.times[kind] += 1
        if self.times[kind] == WORTH_A_PLAN and None not in kind[1]:
            self.wanted.append(kind)

    def make_wanted(self, connection: extensions.connection) -> None:
        """What was wanted has its plan, or is known to have none; plans not used for longest made room."""
        wanted, self.wanted = self.wanted, []
        with connection.cursor(cursor_factory=extensions.cursor) as cursor:
            for kind in wanted:
                self.made[kind] = self._prepared(cursor, *kind)
            while len(self.made) > MOST_PLANS:
                _, call = self.made.popitem(last=False)
                if call:
                    cursor.execute(f"DEALLOCATE {call.split()[1]}")

    def _prepared(self, cursor: extensions.cursor, query: str, types: Sequence[str | None]) -> str | None:
        self.numbered += 1
        name, numbers = f"plan_{self.numbered}", iter(range(1, len(types) + 1))
        numbered = _PLACE.sub(lambda place: f"${next(numbers)}" if place[1] == "s" else "%", query)
        with suppress(Error):
            cursor.execute(f"PREPARE {name} ({', '.join(map(str, types))}) AS {numbered}")
            return f"EXECUTE {name} ({', '.join(['%s'] * len(types))})"
        return None
