"""Turns by name, for what has no row of its own to lock."""

from django.db import connection
from django.db.transaction import TransactionManagementError


def wait_for_turn(name: str) -> None:
    """Nobody else has a turn of this name until the transaction ends. One query; taking it again is free to do."""
    if not connection.in_atomic_block:
        raise TransactionManagementError(f"a turn lasts as long as a transaction, and there is none: {name}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
