"""Levels and rewards when everything happens at once."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from kernel import clock
from membership.rewards.models import Grant
from membership.rewards.services import grant_monthly_coupons
from membership.tiers.queries import changes_of, level_of
from membership.tiers.services import record_spend, review_levels
from tests.membership.staff.factories import a_shopper
from tests.races.crowds import at_once


class Never(Exception):
    """Nothing here is refused."""


@pytest.mark.django_db(transaction=True)
def test_twenty_purchases_at_once_lift_as_far_as_all_of_them_together():
    member, at = a_shopper(), clock.now()

    def buy(number: int) -> None:
        record_spend(user_id=member.pk, key=f"order:{number}", net=Decimal(500), at=at)

    assert at_once(buy, range(20), refused=Never) == ["done"] * 20
    assert level_of(member.pk) == 4
    steps = [(change.before, change.after) for change in changes_of(member)]
    assert all(later[0] == earlier[1] for later, earlier in pairwise(steps))


@pytest.mark.django_db(transaction=True)
def test_rewards_granted_by_ten_workers_at_once_are_granted_once(time_machine):
    time_machine.move_to(clock.now(), tick=False)
    members = [a_shopper() for _ in range(5)]
    for number, member in enumerate(members):
        record_spend(user_id=member.pk, key=f"order:{number}", net=Decimal(600), at=clock.now())
    at_once(lambda _: grant_monthly_coupons(batch=2), range(10), refused=Never)
    assert Grant.objects.filter(reward="monthly").count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_reviews_at_once_judge_each_member_once(time_machine):
    members = [a_shopper() for _ in range(6)]
    for number, member in enumerate(members):
        record_spend(user_id=member.pk, key=f"order:{number}", net=Decimal(600), at=clock.now())
    time_machine.move_to(clock.now() + timedelta(days=367))
    assert sorted(at_once(lambda _: review_levels(batch=1), range(4), refused=Never)) == ["done"] * 4
    assert {level_of(member.pk) for member in members} == {2}
