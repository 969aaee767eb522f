"""How much waits where, asked at most every half minute however many pages are opened."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet

from kernel.counting import counts_of
from kernel.memory import Nearby

COUNTS = Nearby("office-counts", seconds=30)


def counts(found: Mapping[str, Callable[[], QuerySet[Any, Any]]]) -> dict[str, int]:
    """How many rows each finds, by its name; one query at most. Where the cache is away, all are counted."""
    return COUNTS.recall_each(found, lambda unknown: counts_of({name: found[name]() for name in unknown}))


def forget_counts(**signal: Any) -> None:
    """Staff who just did something see it counted."""
    COUNTS.forget()
