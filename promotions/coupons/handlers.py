"""What we do on hearing others' facts; each may be heard twice."""

from datetime import datetime

from kernel.events import listen
from membership.rewards.events import CouponGranted
from promotions.coupons import services
from promotions.coupons.models import Coupon


@listen(CouponGranted)
def issue_what_was_granted(fact: CouponGranted) -> None:
    """Every running coupon that is this reward is in the member's wallet, good from the day it was granted."""
    granted = Coupon.objects.filter(kind=Coupon.Kind.GRANTED, reward=fact.reward, state=Coupon.State.RUNNING)
    for coupon_id in granted.order_by("pk").values_list("pk", flat=True):
        services.issue(
            user_id=fact.user_id,
            coupon_id=coupon_id,
            key=f"{fact.key}:{coupon_id}",
            at=datetime.fromisoformat(fact.at),
        )
