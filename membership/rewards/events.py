"""Facts about rewards. Who has coupons to give listens and issues one; ``key`` is the same for the same reward."""

from dataclasses import dataclass

#: What ``CouponGranted.reward`` may be.
WELCOME = "welcome"
MONTHLY = "monthly"


@dataclass(frozen=True)
class CouponGranted:
    """A member is due a coupon: WELCOME for the first order, MONTHLY until the end of the month that ``key`` names."""

    user_id: int
    reward: str
    key: str
    at: str
    version: int = 1
