"""Guesses are counted in the database, so that neither a second process nor a cache that is away forgets one."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import F

from kernel import clock
from kernel.models import Tries

#: Counted before the guess is looked at: of a hundred at once none slips through between the look and the count.
COUNT = """
INSERT INTO kernel_tries (topic, who, began_at, times) VALUES (%(topic)s, %(who)s, %(now)s, 1)
ON CONFLICT (topic, who) DO UPDATE SET
    times = CASE WHEN kernel_tries.began_at <= %(old)s THEN 1 ELSE kernel_tries.times + 1 END,
    began_at = CASE WHEN kernel_tries.began_at <= %(old)s THEN %(now)s ELSE kernel_tries.began_at END
RETURNING times
"""


def may_try(topic: str, whos: Iterable[str], *, most: int, within: timedelta) -> bool:
    """Count one more guess of each of ``whos``; False once any of them has made more than ``most`` in that time."""
    now = clock.now()
    counts = [_count({"topic": topic, "who": who, "now": now, "old": now - within}) for who in sorted(_cut(whos))]
    return max(counts, default=0) <= most


def might_try(topic: str, whos: Iterable[str], *, most: int, within: timedelta) -> bool:
    """Whether one more guess would be allowed; counts none."""
    full = Tries.objects.filter(topic=topic, who__in=_cut(whos), began_at__gt=clock.now() - within, times__gte=most)
    return not full.exists()


def forgive(topic: str, whos: Iterable[str]) -> None:
    """The guess was right: it counts for nothing."""
    Tries.objects.filter(topic=topic, who__in=_cut(whos), times__gt=0).update(times=F("times") - 1)


def forget(topic: str, whos: Iterable[str]) -> None:
    """They begin anew."""
    Tries.objects.filter(topic=topic, who__in=_cut(whos)).delete()


def forget_older_than(age: timedelta) -> int:
    """Rows of guesses that began before are gone; how many."""
    return Tries.objects.filter(began_at__lt=clock.now() - age).delete()[0]


def _cut(whos: Iterable[str]) -> list[str]:
    return [who[:100] for who in whos]


def _count(guess: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, guess)
        return int(cursor.fetchone()[0])
