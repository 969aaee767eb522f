"""The limits of a coupon, each counted in one statement: of parallel takers only as many succeed as there are."""

from collections.abc import Collection

from django.db import connection
from django.db.models import F, Q

from promotions.coupons.models import Coupon, CouponTaker

#: Nobody passes the limit, for the row is only counted up below it. All persons at once, in one order.
TAKE = """
INSERT INTO voucher_coupontaker (coupon_id, person, times)
SELECT %(coupon)s, person, 1 FROM unnest(%(persons)s) person ORDER BY person
ON CONFLICT (coupon_id, person) DO UPDATE SET times = voucher_coupontaker.times + 1
    WHERE voucher_coupontaker.times < %(most)s
"""


def take(coupon: Coupon, persons: Collection[str]) -> bool:
    """Whether one more was left, in all and for each of these persons; on False the caller's transaction fails."""
    left = Q(total=None) | Q(taken__lt=F("total"))
    if not Coupon.objects.filter(left, pk=coupon.pk).update(taken=F("taken") + 1):
        return False
    return not persons or _count(coupon, set(persons))


def put_back(coupon: Coupon, persons: Collection[str]) -> None:
    """One more is left again, in all and for each of these persons."""
    Coupon.objects.filter(pk=coupon.pk, taken__gt=0).update(taken=F("taken") - 1)
    CouponTaker.objects.filter(coupon=coupon, person__in=persons, times__gt=0).update(times=F("times") - 1)


def _count(coupon: Coupon, persons: set[str]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"coupon": coupon.pk, "persons": list(persons), "most": coupon.per_person})
        return bool(cursor.rowcount == len(persons))
