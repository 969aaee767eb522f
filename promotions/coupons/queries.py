from typing import Any

from kernel import clock
from promotions.coupons.models import Voucher

LONGEST_CODE = 64


def usable_voucher(code: str, user: Any) -> Voucher | None:
    """The voucher of that code if this shopper may use it now; whatever may be typed is an answer."""
    code = code.strip().upper().replace("\0", "")
    if not code or len(code) > LONGEST_CODE:
        return None
    now = clock.now()
    voucher = Voucher.objects.filter(code=code, start_datetime__lte=now, end_datetime__gte=now).first()
    return voucher if voucher and is_left_for(voucher, user) else None


def is_left_for(voucher: Voucher, user: Any) -> bool:
    """Whether the voucher's kind of use still allows one by this shopper."""
    if voucher.usage == Voucher.SINGLE_USE:
        return not voucher.applications.exists()
    if voucher.usage == Voucher.ONCE_PER_CUSTOMER:
        return bool(user.is_authenticated) and not voucher.applications.filter(user=user).exists()
    return True
