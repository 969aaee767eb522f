"""A coupon is used by an order and comes back when the order does. Vouchers are locked in the order of their keys."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Sum, Value
from django.db.models.functions import Greatest

from kernel import clock
from kernel.money import ZERO
from promotions.coupons import policy
from promotions.coupons.models import Coupon, Voucher, VoucherApplication, WalletCoupon
from promotions.coupons.queries import is_left_for
from promotions.coupons.takers import put_back, take
from promotions.models import ConditionalOffer


class CouponUsedUp(Exception):
    """Somebody was faster: the coupon has no use left for this shopper."""

    def __init__(self, voucher: Voucher) -> None:
        super().__init__(voucher.code)
        self.voucher_id = voucher.pk


@transaction.atomic
def redeem(*, voucher_ids: list[int], order: Any) -> None:
    """Each voucher is used once more, by this order. Raises CouponUsedUp, and then none is.

    The limit per person counts the member, the order's mail address and its phone: a second account or a guest with
    the same phone is the same person.
    """
    for voucher in _locked(voucher_ids):
        persons = _persons(order)
        if not _is_had(voucher, persons, order):
            raise CouponUsedUp(voucher)
        Voucher.objects.filter(pk=voucher.pk).update(num_orders=F("num_orders") + 1)
        amount = _discount(order, voucher)
        VoucherApplication.objects.create(
            voucher=voucher, order=order, user_id=order.user_id, amount=amount, persons=persons
        )


@transaction.atomic
def give_back(*, order: Any) -> None:
    """What the order used can be used again, if its time is not over; the second call changes nothing."""
    for voucher in _locked(_used_by(order)):
        application = VoucherApplication.objects.filter(order=order, voucher=voucher, given_back_at=None).first()
        if application:  # read under the lock: another may have been first
            _give_back(voucher, application, order)


@transaction.atomic
def take_again(*, order: Any) -> None:
    """An order that gave its coupons back has them again. Raises CouponUsedUp where another order has them now."""
    given = VoucherApplication.objects.filter(order=order).exclude(given_back_at=None)
    again = given.exclude(voucher__in=_used_by(order)).values_list("voucher", flat=True)
    redeem(voucher_ids=sorted(set(again)), order=order)


def _locked(voucher_ids: Any) -> list[Voucher]:
    locked = Voucher.objects.select_for_update(of=("self",)).filter(pk__in=voucher_ids)
    return list(locked.select_related("coupon").order_by("pk"))


def _used_by(order: Any) -> Any:
    return VoucherApplication.objects.filter(order=order, given_back_at=None).values("voucher")


def _is_had(voucher: Voucher, persons: list[str], order: Any) -> bool:
    """Whether the voucher has a use left for this order, which then is taken."""
    now = clock.now()
    if not voucher.start_datetime <= now <= voucher.end_datetime or not is_left_for(voucher, order.user_id):
        return False
    if voucher.coupon is None:
        return True
    if voucher.coupon.kind == Coupon.Kind.CODE:
        return voucher.coupon.state == Coupon.State.RUNNING and take(voucher.coupon, persons)
    return _take_from_wallet(voucher.coupon, order)


def _take_from_wallet(coupon: Coupon, order: Any) -> bool:
    """The one that ends first; the row is locked, so of a hundred tabs one has it."""
    now = clock.now()
    usable = WalletCoupon.objects.filter(user=order.user_id, coupon=coupon, used_at=None, valid_until__gte=now)
    held = usable.select_for_update().order_by("valid_until", "pk").first()
    return bool(held and usable.filter(pk=held.pk).update(used_at=now, order=order))


def _give_back(voucher: Voucher, application: VoucherApplication, order: Any) -> None:
    VoucherApplication.objects.filter(pk=application.pk).update(given_back_at=clock.now())
    Voucher.objects.filter(pk=voucher.pk).update(num_orders=Greatest(F("num_orders") - 1, Value(0)))
    if voucher.coupon:
        _put_back(voucher.coupon, application, order)


def _put_back(coupon: Coupon, application: VoucherApplication, order: Any) -> None:
    if coupon.kind == Coupon.Kind.CODE:
        put_back(coupon, application.persons)
    still_good = WalletCoupon.objects.filter(coupon=coupon, order=order, valid_until__gte=clock.now())
    still_good.update(used_at=None, order=None)
    limited = ConditionalOffer.objects.filter(pk=coupon.offer_id, max_discount__isnull=False)
    limited.update(
        num_applications=Greatest(F("num_applications") - 1, Value(0)),
        total_discount=Greatest(F("total_discount") - application.amount, Value(ZERO)),
    )


def _persons(order: Any) -> list[str]:
    address = order.shipping_address
    phone = str(address.phone_number) if address and address.phone_number else ""
    member = order.user
    email = order.guest_email or (member.email if member else "")
    return policy.persons(user_id=order.user_id, email=email, phone=phone)


def _discount(order: Any, voucher: Voucher) -> Decimal:
    return order.discounts.filter(voucher_id=voucher.pk).aggregate(sum=Sum("amount"))["sum"] or ZERO
