"""How much waits where, asked at most every half minute however many pages are opened."""

import logging
from collections.abc import Callable, Mapping

from django.core.cache import cache
from redis import RedisError

logger = logging.getLogger(__name__)

FRESH_SECONDS = 30
_PREFIX = "office.waiting."


def counts(counters: Mapping[str, Callable[[], int]]) -> dict[str, int]:
    """Each counter's count by its name. Where the cache is away, all are counted."""
    known = _remembered(counters)
    counted = {name: count() for name, count in counters.items() if name not in known}
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
