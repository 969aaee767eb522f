from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from kernel import clock
from membership.points import services as points
from membership.points.services import NotEnoughPoints
from promotions.coupons import policy
from promotions.coupons.models import Coupon, WalletCoupon
from promotions.coupons.queries import running
from promotions.coupons.takers import take

__all__ = ["CouponNotClaimable", "NotEnoughPoints", "claim", "issue"]


class CouponNotClaimable(Exception):
    """It is no coupon to claim, not running, none is left, or this member has had theirs."""


@transaction.atomic
def claim(*, user: Any, coupon_id: int, form_key: str = "") -> WalletCoupon:
    """One more coupon is in the member's wallet, and what it costs in points is spent; once for each ``form_key``.

    Raises CouponNotClaimable, NotEnoughPoints; then nothing has changed.
    """
    key = f"claim:{user.pk}:{form_key or uuid4()}"
    # Held while it is taken, so that the same form sent twice at once finds what the first one brought.
    offered = running(clock.now()).select_for_update(no_key=True, of=("self",))
    coupon = offered.filter(kind=Coupon.Kind.CLAIM, pk=coupon_id).first()
    if given := WalletCoupon.objects.filter(key=key).first():
        return given
    if coupon is None or not take(coupon, policy.persons(user_id=user.pk, email=user.email, phone="")):
        raise CouponNotClaimable(coupon_id)
    if coupon.points:
        points.spend(user_id=user.pk, points=coupon.points, key=key, reason="coupon")
    return _put_into_wallet(coupon, user.pk, key)


@transaction.atomic
def issue(*, user_id: int, coupon_id: int, key: str, at: datetime | None = None) -> WalletCoupon | None:
    """The member has the coupon, once for each ``key``, as given ``at`` that moment; None where it is not running or
    all are given."""
    if given := WalletCoupon.objects.filter(key=key).first():
        return given
    coupon = running(clock.now()).filter(kind=Coupon.Kind.GRANTED, pk=coupon_id).first()
    if coupon is None or not take(coupon, []):
        return None
    return _put_into_wallet(coupon, user_id, key, at)


def _put_into_wallet(coupon: Coupon, user_id: int, key: str, at: datetime | None = None) -> WalletCoupon:
    now = at or clock.now()
    validity = policy.Validity(coupon.validity)
    last = policy.last_day(validity, clock.store_day(now), coupon.days_valid, clock.store_day(coupon.ends_at))
    until = coupon.ends_at if validity == policy.Validity.UNTIL_END else clock.day_end(last)
    return WalletCoupon.objects.create(user_id=user_id, coupon=coupon, key=key, claimed_at=now, valid_until=until)
