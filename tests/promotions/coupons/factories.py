"""Coupons as a merchant makes them, and orders that use them."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

from kernel import clock
from orders.models import Order
from promotions.coupons import services
from promotions.coupons.models import Coupon, Voucher
from promotions.coupons.services import Terms
from promotions.models import Range
from promotions.rules import Gain
from tests.orders.factories import an_order

_sequence = count(1)


def everything() -> Range:
    return Range.objects.get_or_create(name="everything", defaults={"includes_all_products": True})[0]


def the_terms(**changes) -> Terms:
    """¥10 off everything from ¥50, for a week."""
    n, now = next(_sequence), clock.now()
    kind = changes.pop("kind", "claim")
    said = {
        "names": {"en": f"Ten off {n}", "zh-hans": f"立减十元 {n}"},
        "kind": kind,
        "gain": Gain.AMOUNT,
        "value": Decimal(10),
        "minimum": Decimal(50),
        "range_id": everything().pk,
        "starts_at": now - timedelta(minutes=1),
        "ends_at": now + timedelta(days=7),
        "code": f"TENOFF{n}" if kind == "code" else "",
    }
    return Terms(**{**said, **changes})


def a_coupon(**changes) -> Coupon:
    """A running one."""
    coupon = services.draft_coupon(terms=the_terms(**changes))
    services.start_coupon(coupon=coupon)
    return coupon


def voucher_of(coupon: Coupon) -> Voucher:
    return coupon.vouchers.get()


def use(coupon: Coupon, *, user=None, **fields) -> Order:
    """An order that uses the coupon."""
    order = an_order(user=user, **fields)
    services.redeem(voucher_ids=[voucher_of(coupon).pk], order=order)
    return order
