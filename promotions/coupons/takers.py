"""The limits of a coupon, each counted in one statement: of parallel takers only as many succeed as there are."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import F, Q

from promotions.coupons.models import Coupon, CouponTaker

#: Nobody passes the limit, for the row is only counted up below it.
TAKE = """
INSERT INTO voucher_coupontaker (coupon_id, person, times) VALUES (%(coupon)s, %(person)s, 1)
ON CONFLICT (coupon_id, person) DO UPDATE SET times = voucher_coupontaker.times + 1
    WHERE voucher_coupontaker.times < %(most)s
"""


def take(coupon: Coupon, persons: Iterable[str]) -> bool:
    """Whether one more was left, in all and for each of these persons; on False the caller's transaction fails."""
    left = Q(total=None) | Q(taken__lt=F("total"))
    if not Coupon.objects.filter(left, pk=coupon.pk).update(taken=F("taken") + 1):
        return False
    return all(_count(coupon, person) for person in persons)


def put_back(coupon: Coupon, persons: Iterable[str]) -> None:
    """One more is left again, in all and for each of these persons."""
    Coupon.objects.filter(pk=coupon.pk, taken__gt=0).update(taken=F("taken") - 1)
    for person in persons:
        CouponTaker.objects.filter(coupon=coupon, person=person, times__gt=0).update(times=F("times") - 1)


def _count(coupon: Coupon, person: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"coupon": coupon.pk, "person": person, "most": coupon.per_person})
        return bool(cursor.rowcount)
