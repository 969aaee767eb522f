"""All that a merchant says of a coupon, whichever tables keep it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kernel.languages import in_each_language
from kernel.money import ZERO
from promotions.coupons.models import Coupon, Voucher
from promotions.coupons.policy import Validity
from promotions.queries import Gain


@dataclass(frozen=True)
class Terms:
    """``names`` by language; ``value`` is percent or money, as ``gain`` says; ``code`` is what shoppers type.

    With ``pieces`` only so many of the goods get cheaper."""

    names: Mapping[str, str]
    kind: str
    gain: Gain
    value: Decimal
    minimum: Decimal
    range_id: int
    starts_at: datetime
    ends_at: datetime
    code: str = ""
    reward: str = ""
    validity: Validity = Validity.UNTIL_END
    days_valid: int | None = None
    per_person: int = 1
    total: int | None = None
    budget: Decimal | None = None
    points: int = 0
    pieces: int | None = None


def terms_of(coupon: Coupon) -> Terms:
    """Two queries where the offer is not read along."""
    condition, benefit = coupon.offer.condition, coupon.offer.benefit
    return Terms(
        names=in_each_language(coupon, "name"),
        kind=coupon.kind,
        gain=Gain(benefit.type),
        value=benefit.value,
        minimum=condition.value or ZERO,
        range_id=condition.range_id,
        starts_at=coupon.starts_at,
        ends_at=coupon.ends_at,
        code=_typed_code(coupon),
        reward=coupon.reward,
        validity=Validity(coupon.validity),
        days_valid=coupon.days_valid,
        per_person=coupon.per_person,
        total=coupon.total,
        budget=coupon.offer.max_discount,
        points=coupon.points,
        pieces=benefit.max_affected_items,
    )


def _typed_code(coupon: Coupon) -> str:
    if coupon.kind != Coupon.Kind.CODE:
        return ""
    return coupon.vouchers.filter(usage=Voucher.MULTI_USE).values_list("code", flat=True).first() or ""
