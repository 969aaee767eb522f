"""The way from a page to the table: a stream in Valkey that takes an event in well under a millisecond.

A page never suffers for it. Valkey has 250 ms; after a failure nobody asks it for some seconds, and the events of
that time are dropped and counted: the money keys come from orders and lose nothing.
"""

import json
import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.conf import settings
from prometheus_client import Counter
from redis import Redis, RedisError, ResponseError
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

STREAM = "events"
GROUP = "writers"
CONSUMER = "writer"
LONGEST = 500_000
TIMEOUT = 0.25
PAUSE = 5.0
#: How long a first page waits for proof that a browser asked for it.
HELD_FOR = 30 * 60
#: A batch taken this long ago belongs to a writer that died.
ABANDONED_AFTER_MS = 60_000

DROPPED = Counter("analytics_events_dropped", "Events lost because Valkey did not take them.")

_SEND = """
local held = redis.call('GETDEL', KEYS[2])
if held then redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'events', held) end
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'events', ARGV[2])
"""

_resting_until = 0.0


@cache
def client() -> Any:
    """One connection pool a process. Typed loosely: redis-py's own types do not tell bytes from text."""
    return Redis.from_url(
        settings.EVENTS_URL,
        socket_timeout=TIMEOUT,
        socket_connect_timeout=TIMEOUT,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )


def send(events: list[dict[str, Any]], *, visitor_id: str) -> None:
    """Put ``events`` on the stream, after the visitor's first page if that one was held."""
    _quickly(len(events), lambda valkey: valkey.eval(_SEND, 2, STREAM, f"held:{visitor_id}", LONGEST, _text(events)))


def hold(events: list[dict[str, Any]], *, visitor_id: str) -> None:
    """Keep a first page back until its visitor returns with the cookie; programs seldom do."""
    _quickly(len(events), lambda valkey: valkey.set(f"held:{visitor_id}", _text(events), ex=HELD_FOR))


def within_limit(name: str, *, most: int, seconds: int) -> bool:
    """Count one more under ``name``; whether there were at most ``most`` in these ``seconds``. Without Valkey: no."""

    def count(valkey: Any) -> int:
        with valkey.pipeline() as pipe:
            pipe.incr(f"limit:{name}").expire(f"limit:{name}", seconds, nx=True)
            return pipe.execute()[0]

    counted = _quickly(0, count)
    return counted is not None and counted <= most


def waiting_batches(count: int = 500) -> Iterator[list[tuple[str, list[dict[str, Any]]]]]:
    """Batches of (entry id, events): first those a dead writer left, then new ones, until none is waiting.

    What is not acknowledged with ``forget`` is handed out again.
    """
    _make_group()
    while abandoned := client().xautoclaim(STREAM, GROUP, CONSUMER, ABANDONED_AFTER_MS, count=count)[1]:
        yield _read(abandoned)
    while new := client().xreadgroup(GROUP, CONSUMER, {STREAM: ">"}, count=count):
        yield _read(new[0][1])


def forget(entry_ids: list[str]) -> None:
    """These entries are written: nobody is handed them again."""
    with client().pipeline() as pipe:
        pipe.xack(STREAM, GROUP, *entry_ids).xdel(STREAM, *entry_ids).execute()


def oldest() -> datetime | None:
    """When the first of what waits came in; what is written is deleted from the stream."""
    try:
        first = client().xrange(STREAM, count=1)
    except RedisError:
        return None
    return datetime.fromtimestamp(int(first[0][0].split("-")[0]) / 1000, UTC) if first else None


def _make_group() -> None:
    try:
        client().xgroup_create(STREAM, GROUP, id="0", mkstream=True)
    except ResponseError as error:
        if "BUSYGROUP" not in str(error):
            raise


def _read(entries: list[tuple[str, dict[str, str]]]) -> list[tuple[str, list[dict[str, Any]]]]:
    return [(entry_id, json.loads(fields["events"]) if fields else []) for entry_id, fields in entries]


def _text(events: list[dict[str, Any]]) -> str:
    return json.dumps(events, separators=(",", ":"), default=str)


def _quickly(events: int, ask: Any) -> Any:
    global _resting_until
    if time.monotonic() < _resting_until:
        DROPPED.inc(events)
        return None
    try:
        return ask(client())
    except RedisError:
        _resting_until = time.monotonic() + PAUSE
        DROPPED.inc(events)
        logger.warning("capture.dropped", exc_info=True)
        return None
