"""Commands about coupons: members claim them, orders use them and give them back, merchants make and stop them."""

from promotions.coupons.services.claiming import CouponNotClaimable, NotEnoughPoints, claim, issue
from promotions.coupons.services.levers import (
    MOST_CODES,
    CodeTaken,
    NameTaken,
    TermsFixed,
    TotalBelowTaken,
    change_coupon,
    copy_coupon,
    draft_coupon,
    generate_codes,
    start_coupon,
    stop_coupon,
)
from promotions.coupons.services.using import CouponUsedUp, give_back, redeem, take_again
from promotions.coupons.terms import Terms

__all__ = [
    "MOST_CODES",
    "CodeTaken",
    "CouponNotClaimable",
    "CouponUsedUp",
    "NameTaken",
    "NotEnoughPoints",
    "Terms",
    "TermsFixed",
    "TotalBelowTaken",
    "change_coupon",
    "claim",
    "copy_coupon",
    "draft_coupon",
    "generate_codes",
    "give_back",
    "issue",
    "redeem",
    "start_coupon",
    "stop_coupon",
    "take_again",
]
