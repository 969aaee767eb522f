"""Coupons that membership grants are issued once, however often the news is told."""

from datetime import datetime, timedelta

import pytest

from kernel import clock
from membership.rewards.events import MONTHLY, CouponGranted
from promotions.coupons import services
from promotions.coupons.handlers import issue_what_was_granted
from promotions.coupons.models import WalletCoupon
from tests.membership.staff.factories import a_shopper
from tests.promotions.coupons.factories import a_coupon

pytestmark = pytest.mark.django_db


def granted(user, at):
    return CouponGranted(user.pk, MONTHLY, f"monthly:{at:%Y-%m}:{user.pk}", at.isoformat())


def test_the_monthly_coupon_is_issued_once_a_month_until_its_end():
    member = a_shopper()
    a_coupon(kind="granted", validity="month", reward=MONTHLY, ends_at=clock.now() + timedelta(days=400))
    a_coupon(kind="granted", reward="welcome")
    for at in ("2028-02-01T00:10:00+08:00", "2028-02-01T00:10:00+08:00", "2028-03-01T00:10:00+08:00"):
        issue_what_was_granted(granted(member, datetime.fromisoformat(at)))
    ends = [clock.store_day(held.valid_until - timedelta(seconds=1)) for held in WalletCoupon.objects.order_by("pk")]
    assert [day.isoformat() for day in ends] == ["2028-02-29", "2028-03-31"]


def test_a_stopped_reward_gives_nothing():
    coupon = a_coupon(kind="granted", reward=MONTHLY)
    services.stop_coupon(coupon=coupon)
    issue_what_was_granted(granted(a_shopper(), clock.now()))
    assert not WalletCoupon.objects.exists()
