"""Many people at the same moment, each on a connection of their own."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def at_once(command: Callable[[Any], Any], things: Iterable[Any], *, refused: type[Exception]) -> list[str]:
    """What became of each command: "done" or "refused"; any other error is an error of the test."""
    things = list(things)
    start = Barrier(len(things))

    def run(thing: Any) -> str:
        try:
            start.wait()
            command(thing)
        except refused:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(things)) as crowd:
        return list(crowd.map(run, things))
