"""Outside messages leave a receipt, so the second copy changes nothing and a failed one is taken in again."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from kernel import clock
from kernel.models import Receipt


@contextmanager
def taking_in(source: str, external_id: str) -> Iterator[bool]:
    """One transaction around the reaction to a message; says whether this is its first copy.

    A second copy that arrives meanwhile waits for the first. If the reaction raises, no receipt is left.
    """
    with transaction.atomic():
        _, is_first = Receipt.objects.get_or_create(
            source=source, external_id=external_id, defaults={"received_at": clock.now()}
        )
        yield is_first
