"""A night with many members: so many lots end and so many levels are a year old, and both are worked off."""

import json
import os
from argparse import ArgumentParser
from datetime import timedelta
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from kernel import clock
from membership.models import User
from membership.points.queries import imbalances
from membership.points.services import expire_lots
from membership.tiers.services import review_levels

PREFIX = "bench-member-"
LOTS_EACH = 5

#: %(ids)s are the members, %(day)s is over.
FILL = [
    """
    INSERT INTO points_entry (user_id, kind, source, target, points, key, about, reason, order_number, by, at)
    SELECT id, 'earned', 'issued', 'balance', 100, 'bench:' || id || ':' || lot, 'bench:' || id || ':' || lot, 'order',
           '', '', %(at)s
    FROM unnest(%(ids)s) AS id, generate_series(1, %(lots)s) AS lot
    """,
    """
    INSERT INTO points_lot (user_id, key, points, remaining, expired, taken, earned_at, settled_at, expires_on)
    SELECT id, 'bench:' || id || ':' || lot, 100, 100, 0, 0, %(at)s, %(at)s, %(day)s
    FROM unnest(%(ids)s) AS id, generate_series(1, %(lots)s) AS lot
    """,
    """
    INSERT INTO tiers_rank (user_id, level, reached_at, review_on, in_grace)
    SELECT id, 2 + id %% 4, %(at)s, %(day)s, id %% 3 = 0 FROM unnest(%(ids)s) AS id
    """,
    """
    INSERT INTO tiers_purchase (user_id, key, net, bought_at)
    SELECT id, 'bench:' || id, (id %% 40) * 250, %(at)s FROM unnest(%(ids)s) AS id
    """,
]
EMPTY = """
TRUNCATE points_draw, points_lot, points_entry, points_purse, tiers_rank, tiers_purchase, tiers_levelchange,
    kernel_outboxmessage, communication_message
"""


class Command(BaseCommand):
    help = "Times the expiry of five lots a member and the review of each level; prints the seconds as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("members", type=int)

    def handle(self, *args: Any, members: int, **options: Any) -> None:
        if "FLOOR" not in os.environ:
            raise CommandError("This empties the ledger: it runs in the benchmark's own shop only.")
        self._fill(members)
        lots, expiry = _timed(expire_lots)
        ranks, review = _timed(review_levels)
        unbalanced = len(imbalances())
        self._forget()
        told = {"lots": lots, "expiry": expiry, "ranks": ranks, "review": review, "imbalances": unbalanced}
        self.stdout.write(json.dumps(told))

    def _forget(self) -> None:
        """Nobody hears or reads of it: what else is measured would pay for that."""
        with connection.cursor() as cursor:
            cursor.execute(EMPTY)

    @transaction.atomic
    def _fill(self, members: int) -> None:
        named = {
            "ids": _members(members),
            "lots": LOTS_EACH,
            "day": clock.today() - timedelta(days=1),
            "at": clock.now(),
        }
        self._forget()
        with connection.cursor() as cursor:
            for statement in FILL:
                cursor.execute(statement, named)


def _members(count: int) -> list[int]:
    """So many members, those of the last time first."""
    known = list(User.objects.filter(email__startswith=PREFIX).order_by("pk").values_list("pk", flat=True)[:count])
    new = [User(email=f"{PREFIX}{number}@example.com") for number in range(len(known), count)]
    return known + [user.pk for user in User.objects.bulk_create(new, batch_size=5_000)]


def _timed(work: Any) -> tuple[int, float]:
    began = monotonic()
    done = work()
    return done, round(monotonic() - began, 1)
