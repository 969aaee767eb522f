"""What is done when a transaction is in."""

from collections.abc import Callable

from django.db import connection, transaction


def once_after_commit(call: Callable[[], object]) -> None:
    """``call`` is made when this transaction is in, once however often that was asked for; now where there is none."""
    if call not in called_after_commit():
        transaction.on_commit(call)


def called_after_commit() -> list[Callable[[], object]]:
    """What waits for the commit."""
    return [waiting[1] for waiting in connection.run_on_commit]
