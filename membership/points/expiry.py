"""Points whose last day is over, and the word about it a month before. Both go on where they were stopped."""

from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from kernel import clock
from membership.messages import services as messages
from membership.points import policy, queries
from membership.points.models import Purse
from membership.points.spending import most_percent_of_an_order

BATCH = 5_000

#: Two steps in one statement: the lots are emptied, and an entry is written for each. %s: members, day, instant.
_EXPIRE = """
WITH due AS (
    SELECT id, user_id, key, remaining, expires_on FROM points_lot
    WHERE user_id = ANY(%s) AND settled_at IS NOT NULL AND remaining > 0 AND expires_on < %s
), emptied AS (
    UPDATE points_lot SET expired = points_lot.expired + due.remaining, remaining = 0
    FROM due WHERE points_lot.id = due.id
)
INSERT INTO points_entry (user_id, kind, source, target, points, key, about, reason, order_number, by, at)
SELECT user_id, 'expired', 'balance', 'expired', remaining, 'expire:' || id || ':' || expires_on, key, '', '', '', %s
FROM due ORDER BY id
"""


def expire_lots(*, batch: int = BATCH) -> int:
    """Every lot is empty whose last day is over; how many were emptied. Each batch of members is a transaction.

    A member whose purse somebody else holds is left to the next run; nobody spends expired points meanwhile.
    """
    expired = 0
    while emptied := _expire_batch(batch):
        expired += emptied
    return expired


@transaction.atomic
def _expire_batch(size: int) -> int:
    today = clock.today()
    members = list(queries.expiring_lots(today).order_by("expires_on").values_list("user_id", flat=True)[:size])
    free = Purse.objects.filter(user__in=set(members)).order_by("pk").select_for_update(skip_locked=True)
    return _expire(list(free.values_list("pk", flat=True)), today)


def expire_lots_of(user_id: int) -> None:
    """A member's own lots, before anything is taken from them; the purse is held."""
    _expire([user_id], clock.today())


def _expire(user_ids: list[int], today: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_EXPIRE, [user_ids, today, clock.now()])
        return cursor.rowcount


def remind_of_expiry(*, batch: int = 500) -> int:
    """Whoever loses points within 30 days has a mail about it, one for each day of expiry; how many were written."""
    reminded = 0
    while told := _remind_batch(batch):
        reminded += told
    return reminded


@transaction.atomic
def _remind_batch(size: int) -> int:
    today = clock.today()
    due = queries.to_be_reminded(today, today + policy.REMINDER).select_related("user")
    purses = list(due.select_for_update(of=("self",), skip_locked=True)[:size])
    balances = queries.balances_of([purse.pk for purse in purses])
    for purse in purses:
        _write_to(purse, balances[purse.pk])
        purse.reminded_for = purse.next_expiry  # type: ignore[attr-defined]
    Purse.objects.bulk_update(purses, ["reminded_for"])
    return len(purses)


def _write_to(purse: Purse, balance: queries.Balance) -> None:
    member = purse.user
    messages.send_to(
        member,
        key=f"points-expiring:{member.pk}:{balance.expires_on}",
        kind="points-expiring",
        template="membership/points/expiring",
        context={
            "balance": balance,
            "most_percent": most_percent_of_an_order(),
            "worth": policy.worth(balance.expiring),
            "url": f"{settings.STORE_URL}{reverse('account:points')}",
        },
    )
