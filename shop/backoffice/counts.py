"""How much waits where, asked at most every half minute however many pages are opened."""

import logging
from collections.abc import Callable, Mapping

from django.core.cache import cache
from django.db.models import QuerySet
from redis import RedisError

from kernel.counting import counts_of

logger = logging.getLogger(__name__)

FRESH_SECONDS = 30
_PREFIX = "office.waiting."


def counts(waiting: Mapping[str, Callable[[], QuerySet]]) -> dict[str, int]:
    """How many rows each finds, by its name, in one query at most. Where the cache is away, all are counted."""
    known = _remembered(waiting)
    counted = counts_of({name: found() for name, found in waiting.items() if name not in known})
    if counted:
        _remember(counted)
    return {**known, **counted}


def _remembered(names: Mapping[str, object]) -> dict[str, int]:
    try:
        found = cache.get_many([_PREFIX + name for name in names])
    except RedisError:
        logger.warning("office.counts_not_remembered", exc_info=True)
        return {}
    return {name.removeprefix(_PREFIX): count for name, count in found.items()}


def _remember(counted: Mapping[str, int]) -> None:
    try:
        cache.set_many({_PREFIX + name: count for name, count in counted.items()}, FRESH_SECONDS)
    except RedisError:
        logger.warning("office.counts_not_remembered", exc_info=True)
