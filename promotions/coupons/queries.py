"""Which coupons there are, for whom, and what has become of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from kernel import clock
from promotions.coupons.models import Coupon, Voucher, VoucherApplication, WalletCoupon
from promotions.coupons.policy import mail_key

LONGEST_CODE = 64
#: Nobody's wallet is looked through further than this for the best coupon.
MOST_HELD = 50

__all__ = [
    "Coupon",
    "Voucher",
    "WalletCoupon",
    "codes_in_force",
    "is_left_for",
    "mail_key",
    "running",
    "usable_in_wallet",
    "usable_voucher",
    "voucher_in_wallet",
    "vouchers_in_wallet",
]


def running(now: datetime) -> QuerySet[Coupon]:
    """The coupons that can be had at this moment, if any are left."""
    return Coupon.objects.filter(state=Coupon.State.RUNNING, starts_at__lte=now, ends_at__gt=now)


def usable_voucher(code: str, user: Any) -> Voucher | None:
    """The voucher of that code if this shopper may use it now; whatever may be typed is an answer."""
    code = code.strip().upper().replace("\0", "")
    if not code or len(code) > LONGEST_CODE:
        return None
    voucher = _in_force(clock.now(), user.pk).filter(code=code).first()
    return voucher if voucher and is_left_for(voucher, user.pk) else None


def voucher_in_wallet(user_id: int | None, coupon_id: int) -> Voucher | None:
    """The voucher by which the member's coupon is used; None where it is not theirs or its time is over."""
    had = Voucher.objects.filter(coupon=coupon_id).exclude(coupon__kind=Coupon.Kind.CODE)
    return had.filter(pk__in=_in_force(clock.now(), user_id)).first()


def codes_in_force(voucher_ids: Iterable[int] | QuerySet, user_id: int | None) -> dict[int, str]:
    """Of these vouchers, those this shopper may use now, with the code that was typed; none for those of a wallet.
    One query."""
    found = _in_force(clock.now(), user_id).filter(pk__in=voucher_ids).values_list("pk", "code", "coupon__kind")
    return {pk: code if kind in (None, Coupon.Kind.CODE) else "" for pk, code, kind in found}


def vouchers_in_wallet(user_id: int) -> dict[int, int]:
    """The vouchers of what the member can use now, with their coupons; first what ends first. One query."""
    held = usable_in_wallet(user_id, clock.now()).filter(coupon__vouchers__start_datetime__lte=clock.now())
    return dict(held.values_list("coupon__vouchers", "coupon")[:MOST_HELD])


def usable_in_wallet(user_id: int, now: datetime) -> QuerySet[WalletCoupon]:
    """What the member can use now, first what ends first."""
    usable = WalletCoupon.objects.filter(user_id=user_id, used_at=None, valid_until__gte=now)
    return usable.order_by("valid_until", "pk")


def is_left_for(voucher: Voucher, user_id: int | None) -> bool:
    """Whether the voucher's kind of use still allows one by this shopper."""
    uses = VoucherApplication.objects.filter(voucher=voucher, given_back_at=None)
    if voucher.usage == Voucher.SINGLE_USE:
        return not uses.exists()
    if voucher.usage == Voucher.ONCE_PER_CUSTOMER:
        return user_id is not None and not uses.filter(user=user_id).exists()
    return True


def _in_force(now: datetime, user_id: int | None) -> QuerySet[Voucher]:
    """Vouchers in their time: those without a coupon, those of a code with uses left, those in the member's wallet."""
    in_time = Voucher.objects.filter(start_datetime__lte=now, end_datetime__gte=now)
    left = Q(coupon__total=None) | Q(coupon__taken__lt=F("coupon__total"))
    by_code = left & Q(coupon__kind=Coupon.Kind.CODE, coupon__state=Coupon.State.RUNNING)
    if user_id is None:
        return in_time.filter(Q(coupon=None) | by_code)
    had = Exists(usable_in_wallet(user_id, now).filter(coupon=OuterRef("coupon")).order_by())
    return in_time.filter(Q(coupon=None) | by_code | Q(had))
