"""Outside messages leave a receipt, so the second copy changes nothing and a failed one is taken in again."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from kernel import clock

#: A second copy waits here until the first has committed, or takes its place.
TAKE_IN = """
INSERT INTO kernel_receipt (source, external_id, received_at) VALUES (%s, %s, %s)
ON CONFLICT (source, external_id) DO NOTHING
"""


@contextmanager
def taking_in(source: str, external_id: str) -> Iterator[bool]:
    """One transaction around the reaction to a message; says whether this is its first copy. One statement.

    A second copy that arrives meanwhile waits for the first. If the reaction raises, no receipt is left.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(TAKE_IN, [source, external_id, clock.now()])
            is_first = bool(cursor.rowcount)
        yield is_first
