"""Answers that may be forgotten: kept in the cache for a while, worked out again where the cache is away."""

import logging
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from secrets import token_hex
from typing import Any, TypeVar, cast

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

#: After a failure the cache is left alone this long, so that a page does not wait for it at every question.
PATIENCE = 2.0
_away_until = 0.0

#: Every topic there is, and its generation as the request or batch at hand has found it; None outside of both.
_topics: set[str] = set()
_found: ContextVar[dict[str, str] | None] = ContextVar("generations", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """What is done inside asks the cache once what is out of date, about all topics together, and sees one state."""
    before = _found.set({})
    try:
        yield
    finally:
        _found.reset(before)


def ask_once(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Each request is answered so."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with asked_once():
            return get_response(request)

    return middleware


def _generation_of(topic: str) -> str:
    """What the answers about a topic must be marked with to be current; empty while the cache is away."""
    found = _found.get()
    if found is None:
        return tried(lambda: cache.get(topic) or _first_generation_of(topic)) or ""
    if topic not in found:
        found |= tried(_generations) or dict.fromkeys(_topics, "")
    return found[topic]


def _generations() -> dict[str, str]:
    known = cache.get_many(list(_topics))
    return {topic: known.get(topic) or _first_generation_of(topic) for topic in list(_topics)}


def _first_generation_of(topic: str) -> str:
    """Nobody has forgotten anything yet, or the cache was emptied; what is kept nearby may be older than that."""
    return cast("str", cache.get_or_set(topic, token_hex(8), timeout=None))


class Memory:
    """Answers about one topic. ``forget`` makes all of them out of date at once; none is older than ``seconds``."""

    def __init__(self, topic: str, *, seconds: int) -> None:
        self.topic = f"memory:{topic}"
        self.seconds = seconds
        _topics.add(self.topic)

    def recall(self, question: str, answer: Callable[[], T], holds: Callable[[T], bool] = lambda _: True) -> T:
        """The remembered answer if it still ``holds``, or a new one. One round trip to the cache, two when it has to be
        asked, and the one that a request begins with."""
        key = f"{self.topic}:{sha256(question.encode()).hexdigest()[:32]}"
        generation = _generation_of(self.topic)
        given_in, remembered = cast("tuple[str | None, T]", tried(lambda: cache.get(key)) or (None, None))
        if given_in == generation and holds(remembered):
            return remembered
        fresh = answer()
        tried(lambda: cache.set(key, (generation, fresh), self.seconds))
        return fresh

    def forget(self) -> None:
        """At once for this transaction, and again when it commits: others may have asked the old rows meanwhile."""
        self._begin_anew()
        if transaction.get_connection().in_atomic_block:
            transaction.on_commit(self._begin_anew)

    def _begin_anew(self) -> None:
        tried(lambda: cache.set(self.topic, token_hex(8), timeout=None))
        (_found.get() or {}).clear()


class Nearby(Memory):
    """Answers kept in the process that worked them out, for what is large and asked for by every page.

    The cache only says whether they are out of date, so another process's ``forget`` counts here too; while the cache
    is away nothing is kept.
    """

    def __init__(self, topic: str, *, seconds: int, most: int = 5_000) -> None:
        super().__init__(topic, seconds=seconds)
        self.most = most
        self._generation = ""
        self._kept: dict[Hashable, tuple[float, Any]] = {}

    def recall_each(self, questions: Iterable[K], answers: Callable[[list[K]], Mapping[K, T]]) -> dict[K, T]:
        """The answer to each question; those not known are worked out together. No round trip to the cache but the one
        that a request begins with."""
        if not self._is_current():
            self._kept.clear()
        now, asked = time.monotonic(), list(dict.fromkeys(questions))
        found = {each: self._kept[each][1] for each in asked if each in self._kept and self._kept[each][0] > now}
        unknown = [each for each in asked if each not in found]
        if unknown:
            generation, fresh = self._generation, answers(unknown)
            found |= fresh
            if generation and generation == self._generation:  # nobody has forgotten them meanwhile
                self._keep(fresh, now + self.seconds)
        return found

    def recall_one(self, question: K, answer: Callable[[], T]) -> T:
        return self.recall_each([question], lambda _: {question: answer()})[question]

    def _is_current(self) -> bool:
        generation = _generation_of(self.topic)
        is_current = bool(generation) and generation == self._generation
        self._generation = generation
        return is_current

    def _keep(self, fresh: Mapping[Any, Any], until: float) -> None:
        if len(self._kept) + len(fresh) > self.most:
            self._kept.clear()
        self._kept |= {question: (until, answer) for question, answer in fresh.items()}


def tried(ask: Callable[[], Any]) -> Any:
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
