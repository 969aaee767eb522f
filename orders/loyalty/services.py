"""Commands that keep a member's points and level in step with an order. Saying them again changes nothing.

What an order earned has the key ``order:<number>``, what it spent ``spend:<number>``.
"""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

from membership.points import queries as purse
from membership.points import services as points
from membership.points.services import NotEnoughPoints
from membership.tiers import services as tiers
from orders import services as orders
from orders.loyalty import policy
from orders.loyalty.models import LineEarning
from orders.models import Line, Order

__all__ = [
    "NotEnoughPoints",
    "let_go",
    "return_points",
    "return_unused_points",
    "settle",
    "spend_points",
    "square",
    "take_points_again",
]


def spend_points(*, order: Order) -> None:
    """The points that the order was placed with are spent. Raises NotEnoughPoints; then nothing has changed."""
    if order.points_spent:
        points.spend(
            user_id=order.user_id,
            points=order.points_spent,
            key=f"spend:{order.number}",
            order_number=order.number,
        )


def return_unused_points(*, order: Order, unused: int) -> None:
    """Points that an order no longer uses, because it has become cheaper, are the member's again."""
    if unused:
        key = f"fell:{order.number}:{order.points_spent}"
        points.give_back(spend_key=f"spend:{order.number}", points=unused, key=key)


@transaction.atomic
def square(*, order: Order) -> None:
    """What the paid order earned, and what it counts for the level, is what was paid for goods and not given back.

    Earned points are pending; when all of the payment went back, so have the points that were spent.
    """
    if not order.user_id:  # an account that takes it over later says so
        return
    orders.lock(order)
    if not order.paid_at or order.is_test:
        return
    kept = _kept(order)
    _earn(order, kept)
    tiers.record_spend(user_id=order.user_id, key=f"order:{order.number}", net=kept, at=order.paid_at)
    if order.status == Order.Status.REFUNDED:
        _give_back(order, key=f"refund:{order.number}")


@transaction.atomic
def let_go(*, order: Order, went_back: Mapping[int, Decimal], kept: Decimal, key: str) -> int:
    """Pieces worth ``went_back`` (by line id, as they were paid) are the shop's again, and so are the points that
    they earned, at the ratio at which they did; how many. The caller holds the order, and says each return once."""
    for line_id, amount in went_back.items():
        earnings = LineEarning.objects.filter(pk=line_id, line__order=order)
        earnings.update(returned=Least(F("returned") + amount, F("paid")))
    return _take_back_above(order, _earned_for(order, kept), key=key)


@transaction.atomic
def return_points(*, order: Order) -> None:
    """The cancelled order's points are the member's again."""
    orders.lock(order)
    if order.status == Order.Status.CANCELLED:
        _give_back(order, key=f"cancel:{order.number}")


@transaction.atomic
def take_points_again(*, order: Order) -> None:
    """The order lives after all and was paid less its points: they are spent again, and owed where they are gone."""
    orders.lock(order)
    spend_key = f"spend:{order.number}"
    if order.points_spent and order.paid_at and not purse.spent_with(spend_key):
        points.spend(
            user_id=order.user_id,
            points=order.points_spent,
            key=f"again:{order.number}",
            about=spend_key,
            order_number=order.number,
            may_owe=True,
        )


def settle(*, order_number: str) -> None:
    """What the order earned can be spent: nothing of it comes back any more."""
    points.settle(key=f"order:{order_number}")


def _kept(order: Order) -> Decimal:
    for_goods = order.total_incl_tax - order.shipping_incl_tax
    return policy.kept(for_goods=for_goods, paid=order.amount_paid, refunded=order.amount_refunded)


def _earn(order: Order, kept: Decimal) -> None:
    key = f"order:{order.number}"
    if purse.earning_of(key) is None:
        _fix_ratios(order)
    for_goods = order.total_incl_tax - order.shipping_incl_tax
    points.earn(
        user_id=order.user_id,
        points=_earned_for(order, for_goods, before_returns=True),
        key=key,
        reason="order",
        order_number=order.number,
        is_pending=True,
    )
    target = _earned_for(order, kept)
    _take_back_above(order, target, key=f"kept:{order.number}:{target}")


def _fix_ratios(order: Order) -> None:
    """What the merchant changes later is for later orders."""
    lines = list(Line.objects.filter(order=order))
    ratios = purse.ratios_of({line.product_id for line in lines if line.product_id})
    LineEarning.objects.bulk_create(
        [LineEarning(line=line, paid=line.line_price_incl_tax, ratio=ratios[line.product_id]) for line in lines],
        ignore_conflicts=True,
    )


def _earned_for(order: Order, kept: Decimal, *, before_returns: bool = False) -> int:
    earnings = LineEarning.objects.filter(line__order=order)
    lines = [policy.Earning(each.paid - (0 if before_returns else each.returned), each.ratio) for each in earnings]
    return policy.earned_for(lines, kept) if lines else purse.earned_for(kept)


def _take_back_above(order: Order, target: int, *, key: str) -> int:
    earn_key = f"order:{order.number}"
    too_many = purse.earned_with(earn_key) - target
    return points.take_back(earn_key=earn_key, points=too_many, key=key) if too_many > 0 else 0


def _give_back(order: Order, *, key: str) -> None:
    if order.points_spent:
        points.give_back(spend_key=f"spend:{order.number}", points=order.points_spent, key=key)
