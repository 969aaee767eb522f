from typing import Any

from django.db import transaction
from django.db.models import F

from promotions.coupons.models import Voucher, VoucherApplication
from promotions.coupons.queries import is_left_for


class CouponUsedUp(Exception):
    """Somebody was faster: the coupon has no use left for this shopper."""


@transaction.atomic
def redeem(*, voucher_ids: list[int], order: Any, user: Any) -> None:
    """Each voucher is used once more, by this order. Raises CouponUsedUp, and then none is.

    The vouchers are locked in the order of their keys, so of many orders at once only as many succeed as are allowed.
    """
    for voucher in Voucher.objects.select_for_update().filter(pk__in=voucher_ids).order_by("pk"):
        if not is_left_for(voucher, user):
            raise CouponUsedUp(voucher.code)
        VoucherApplication.objects.create(voucher=voucher, order=order, user=user if user.is_authenticated else None)
        Voucher.objects.filter(pk=voucher.pk).update(num_orders=F("num_orders") + 1)
