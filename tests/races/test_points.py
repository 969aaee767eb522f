"""One member in fifty tabs."""

import pytest
from django.db.models import Sum

from membership.points import queries, services
from membership.points.models import Entry, Kind, Lot
from membership.points.services import NotEnoughPoints
from tests.membership.staff.factories import a_shopper
from tests.races.crowds import at_once

TABS = 50


@pytest.fixture
def member():
    return a_shopper()


@pytest.mark.django_db(transaction=True)
def test_fifty_tabs_spend_exactly_as_many_points_as_there_are(member):
    for month in range(5):
        services.earn(user_id=member.pk, points=70, key=f"order:{month}", reason="order")

    def spend(tab: int) -> None:
        services.spend(user_id=member.pk, points=10, key=f"spend:{tab}")

    fates = at_once(spend, range(TABS), refused=NotEnoughPoints)
    assert fates.count("done") == 35
    assert fates.count("refused") == TABS - 35
    assert queries.balance_of(member.pk).available == 0
    assert Entry.objects.filter(kind=Kind.SPENT).aggregate(sum=Sum("points"))["sum"] == 350
    assert queries.imbalances() == []


@pytest.mark.django_db(transaction=True)
def test_one_spending_and_its_return_in_fifty_tabs_happen_once(member):
    services.earn(user_id=member.pk, points=500, key="order:1", reason="order")
    spend = lambda _: services.spend(user_id=member.pk, points=400, key="spend:1")  # noqa: E731
    assert at_once(spend, range(TABS), refused=NotEnoughPoints) == ["done"] * TABS
    assert queries.balance_of(member.pk).available == 100
    back = lambda _: services.give_back(spend_key="spend:1", points=400, key="cancel:1")  # noqa: E731
    assert at_once(back, range(TABS), refused=NotEnoughPoints) == ["done"] * TABS
    assert queries.balance_of(member.pk).available == 500


@pytest.mark.django_db(transaction=True)
def test_earning_settling_and_taking_back_at_once_leave_a_ledger_that_adds_up(member):
    def live(number: int) -> None:
        key = f"order:{number // 5}"
        services.earn(user_id=member.pk, points=100, key=key, reason="order", is_pending=True)
        services.settle(key=key)
        services.take_back(earn_key=key, points=40, key=f"return:{number // 5}")

    assert at_once(live, range(TABS), refused=NotEnoughPoints) == ["done"] * TABS
    assert queries.balance_of(member.pk).available == 60 * TABS // 5
    assert Lot.objects.count() == TABS // 5
    assert queries.imbalances() == []
