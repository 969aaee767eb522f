"""News between rooms: announced inside the transaction, heard after it commits, never lost.

A fact is a frozen dataclass of plain values (str, int, bool, None; instants and money as text) with a ``version``.
``announce`` writes one outbox row for each listener; the relay in ``kernel.outbox`` delivers them at least once.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any, TypeVar

from django.db import connection, transaction

from kernel import clock
from kernel.models import OutboxMessage

Fact = Any
Listener = Callable[[Any], None]
L = TypeVar("L", bound=Listener)

#: The rows of the outbox, in the order in which they are told. Written out: it comes with nearly every command.
TELL = """
INSERT INTO kernel_outboxmessage (announced_at, due_at, attempts, last_error, fact, listener, payload)
SELECT %s, %s, 0, '', told.fact, told.listener, told.payload::jsonb
FROM unnest(%s, %s, %s) WITH ORDINALITY AS told (fact, listener, payload, place) ORDER BY told.place
"""

logger = logging.getLogger(__name__)

_facts: dict[str, type] = {}
_listeners: dict[str, dict[str, Listener]] = defaultdict(dict)


def _name_of(thing: type | Listener) -> str:
    return f"{thing.__module__}.{thing.__qualname__}"


def listen(fact: type) -> Callable[[L], L]:
    """Register a listener; it may hear a fact twice and changes nothing the second time."""

    def register(listener: L) -> L:
        _facts[_name_of(fact)] = fact
        _listeners[_name_of(fact)][_name_of(listener)] = listener
        return listener

    return register


def announce(*facts: Fact) -> None:
    """Promise ``facts`` to everyone who listens, if and only if the current transaction commits. One statement."""
    from kernel import outbox  # the relay reads this module

    if messages := [message for fact in facts for message in _messages(fact)]:
        now = clock.now()
        with connection.cursor() as cursor:
            cursor.execute(TELL, [now, now, *map(list, zip(*messages, strict=True))])
        outbox.wake_after_commit()
    for fact in facts:
        transaction.on_commit(partial(_log, fact))


def _messages(fact: Fact) -> list[tuple[str, str, str]]:
    """The names of the fact and of each listener, and what the fact says."""
    name, said = _name_of(type(fact)), json.dumps(asdict(fact))
    return [(name, listener, said) for listener in _listeners[name]]


def _log(fact: Fact) -> None:
    """What happened to what, by names of things only: people's data stays out of logs."""
    about = {name: value for name, value in asdict(fact).items() if name.endswith(("_number", "_id"))}
    logger.info(type(fact).__name__, extra={"about": about})


def hear(message: OutboxMessage) -> None:
    """Rebuild the fact and hand it to its listener. A listener that no longer exists hears nothing."""
    listener = _listeners[message.fact].get(message.listener)
    if listener:
        listener(_facts[message.fact](**message.payload))


def map_of_news() -> dict[str, list[str]]:
    """Every fact with the listeners that hear it, by full name; docs/architecture.md is held to this."""
    return {fact: sorted(listeners) for fact, listeners in sorted(_listeners.items()) if listeners}
