from datetime import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from kernel import clock, outbox
from membership.models import User
from membership.points.queries import balance_of, history_of
from membership.rewards import services
from membership.rewards.models import Grant
from membership.tiers.services import record_spend
from tests.membership.staff.factories import a_shopper

pytestmark = pytest.mark.django_db

FIRST = datetime(2026, 12, 1, 0, 5, tzinfo=clock.store_time_zone())


def a_member_who_spent(net):
    member = a_shopper()
    record_spend(user_id=member.pk, key=f"order:{member.pk}", net=Decimal(net), at=clock.now())
    return member


def test_signing_up_brings_points_and_a_coupon_for_the_first_order(client):
    client.post(reverse("account_signup"), {"email": "mei@example.com", "password1": "cranes fly at dawn"})
    member = User.objects.get(email="mei@example.com")
    outbox.deliver_due()
    assert balance_of(member.pk).available == 100
    assert Grant.objects.get().reward == "welcome"


def test_signing_up_is_rewarded_once():
    member = a_shopper()
    services.welcome(user_id=member.pk)
    services.welcome(user_id=member.pk)
    assert balance_of(member.pk).available == 100
    assert Grant.objects.count() == 1
    assert history_of(member).count() == 1


def test_the_monthly_coupon_is_for_the_second_level_and_up_and_once_a_month(time_machine):
    time_machine.move_to(FIRST, tick=False)
    a_member_who_spent("499")
    bronze, gold = a_member_who_spent("500"), a_member_who_spent("8000")
    assert services.grant_monthly_coupons(batch=1) == 2
    assert services.grant_monthly_coupons() == 0
    assert {(grant.user_id, grant.reward) for grant in Grant.objects.all()} == {
        (bronze.pk, "monthly"),
        (gold.pk, "monthly"),
    }
    time_machine.move_to(FIRST.replace(year=2027, month=1), tick=False)
    assert services.grant_monthly_coupons() == 2


def test_the_month_is_that_of_the_store(time_machine):
    """Half past midnight in Shanghai is still the month before in UTC."""
    time_machine.move_to(FIRST, tick=False)
    member = a_member_who_spent("500")
    services.grant_monthly_coupons()
    assert Grant.objects.get().key == f"monthly:2026-12:{member.pk}"


def test_a_member_who_may_no_longer_log_in_gets_none():
    member = a_member_who_spent("500")
    User.objects.filter(pk=member.pk).update(is_active=False)
    assert services.grant_monthly_coupons() == 0
