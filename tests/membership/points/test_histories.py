"""Whatever happens in whatever order: the ledger adds up, no lot falls below zero, and life goes on."""

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Q, Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel import clock
from membership.points import queries, services
from membership.points.models import Account, Entry, Lot, Purse
from membership.points.services import NotEnoughPoints
from tests.membership.staff.factories import a_shopper

pytestmark = pytest.mark.django_db

BEGIN = datetime(2026, 1, 31, 12, tzinfo=clock.store_time_zone())
EVENTS = ["earn", "promise", "settle", "spend", "give back", "take back", "respend", "expire", "wait"]
HISTORIES = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 3), st.integers(1, 300)), max_size=14)


def happen(member, event, cause, points, step):
    """One event of a member's life; ``cause`` is which of four orders it is about."""
    earned, spent = f"order:{cause}", f"spend:{cause}"
    match event:
        case "earn" | "promise":
            pending = event == "promise"
            services.earn(user_id=member.pk, points=points, key=earned, reason="order", is_pending=pending)
        case "settle":
            services.settle(key=earned)
        case "spend":
            services.spend(user_id=member.pk, points=points, key=spent)
        case "give back":
            services.give_back(spend_key=spent, points=points, key=f"back:{step}")
        case "take back":
            services.take_back(earn_key=earned, points=points, key=f"taken:{step}")
        case "respend":
            services.spend(user_id=member.pk, points=points, key=f"again:{step}", about=spent, may_owe=True)
        case "expire":
            services.expire_lots()


def recounted(user_id):
    """The balance and what is pending, as the entries add up."""
    theirs = Entry.objects.filter(user_id=user_id)
    sums = theirs.aggregate(
        **{
            f"{side}_{account}": Sum("points", filter=Q(**{side: account}), default=0)
            for side in ("target", "source")
            for account in (Account.BALANCE, Account.PENDING)
        }
    )
    return tuple(
        sums[f"target_{account}"] - sums[f"source_{account}"] for account in (Account.BALANCE, Account.PENDING)
    )


def is_in_order(member):
    connection.check_constraints()
    purse = Purse.objects.filter(user=member).first() or Purse()
    lots = list(Lot.objects.filter(user=member))
    settled = sum(lot.remaining for lot in lots if lot.settled_at)
    pending = sum(lot.remaining for lot in lots if not lot.settled_at)
    return (
        (purse.balance, purse.pending) == recounted(member.pk)
        and pending == purse.pending
        and settled == max(purse.balance, 0)
        and all(0 <= lot.remaining <= lot.points for lot in lots)
    )


class _TakenBack(Exception):
    """Nothing of an example stays."""


@pytest.mark.parametrize("histories", [150, pytest.param(2_000, marks=pytest.mark.torture)])
def test_every_history_adds_up_and_can_still_go_on(time_machine, histories):
    @settings(max_examples=histories, deadline=None)
    @given(HISTORIES)
    def holds(history):
        live(time_machine, history)

    holds()


def live(time_machine, history):
    with pytest.raises(_TakenBack), transaction.atomic():
        member, now = a_shopper(), BEGIN
        for step, (event, cause, points) in enumerate(history):
            now += timedelta(days=points if event == "wait" else 1)
            time_machine.move_to(now, tick=False)
            try:
                happen(member, event, cause, points, step)
            except NotEnoughPoints as refusal:
                assert refusal.available == queries.balance_of(member.pk).available < points
            assert is_in_order(member)
        debt = queries.debt_of(member.pk)
        services.earn(user_id=member.pk, points=debt + 1, key="one more", reason="order")
        services.spend(user_id=member.pk, points=1, key="goes on")
        raise _TakenBack
