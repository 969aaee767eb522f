"""Answers that may be forgotten: kept in the cache for a while, worked out again where the cache is away."""

import logging
import time
from collections.abc import Callable
from hashlib import sha256
from secrets import token_hex
from typing import Any, TypeVar, cast

from django.core.cache import cache
from django.db import transaction
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

T = TypeVar("T")

#: After a failure the cache is left alone this long, so that a page does not wait for it at every question.
PATIENCE = 2.0
_away_until = 0.0


class Memory:
    """Answers about one topic. ``forget`` makes all of them out of date at once; none is older than ``seconds``."""

    def __init__(self, topic: str, *, seconds: int) -> None:
        self.topic = f"memory:{topic}"
        self.seconds = seconds

    def recall(self, question: str, answer: Callable[[], T], holds: Callable[[T], bool] = lambda _: True) -> T:
        """The remembered answer if it still ``holds``, or a new one. One round trip to the cache, two when it has to be
        asked."""
        key = f"{self.topic}:{sha256(question.encode()).hexdigest()[:32]}"
        known = _tried(lambda: cache.get_many([self.topic, key])) or {}
        generation = known.get(self.topic, "")
        given_in, remembered = known.get(key, (None, None))
        if given_in == generation and holds(remembered):
            return cast("T", remembered)
        fresh = answer()
        _tried(lambda: cache.set(key, (generation, fresh), self.seconds))
        return fresh

    def forget(self) -> None:
        """At once for this transaction, and again when it commits: others may have asked the old rows meanwhile."""
        self._begin_anew()
        if transaction.get_connection().in_atomic_block:
            transaction.on_commit(self._begin_anew)

    def _begin_anew(self) -> None:
        _tried(lambda: cache.set(self.topic, token_hex(8), timeout=None))


def _tried(ask: Callable[[], Any]) -> Any:
    """What the cache answers, or None while it is away."""
    global _away_until
    if time.monotonic() < _away_until:
        return None
    try:
        return ask()
    except (RedisError, OSError):
        _away_until = time.monotonic() + PATIENCE
        logger.warning("memory.away", exc_info=True)
        return None
