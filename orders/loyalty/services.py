"""Commands that keep a member's points and level in step with an order. Saying them again changes nothing.

What an order earned has the key ``order:<number>``, what it spent ``spend:<number>``.
"""

from decimal import Decimal

from django.db import transaction

from membership.points import queries as purse
from membership.points import services as points
from membership.points.services import NotEnoughPoints
from membership.tiers import services as tiers
from orders import services as orders
from orders.loyalty import policy
from orders.models import Order

__all__ = ["NotEnoughPoints", "return_points", "settle", "spend_points", "square", "take_points_again"]


def spend_points(*, order: Order) -> None:
    """The points that the order was placed with are spent. Raises NotEnoughPoints; then nothing has changed."""
    if order.points_spent:
        points.spend(
            user_id=order.user_id,
            points=order.points_spent,
            key=f"spend:{order.number}",
            order_number=order.number,
        )


@transaction.atomic
def square(*, order: Order) -> None:
    """What the paid order earned, and what it counts for the level, is what was paid for goods and not given back.

    Earned points are pending; when all of the payment went back, so have the points that were spent.
    """
    orders.lock(order)
    if not order.user_id or not order.paid_at or order.is_test:
        return
    kept = _kept(order)
    _earn(order, kept)
    tiers.record_spend(user_id=order.user_id, key=f"order:{order.number}", net=kept, at=order.paid_at)
    if order.status == Order.Status.REFUNDED:
        _give_back(order, key=f"refund:{order.number}")


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
    for_goods = order.total_incl_tax - order.shipping_incl_tax
    points.earn(
        user_id=order.user_id,
        points=purse.earned_for(for_goods),
        key=key,
        reason="order",
        order_number=order.number,
        is_pending=True,
    )
    target = purse.earned_for(kept)
    too_many = purse.earned_with(key) - target
    if too_many > 0:
        points.take_back(earn_key=key, points=too_many, key=f"kept:{order.number}:{target}")


def _give_back(order: Order, *, key: str) -> None:
    if order.points_spent:
        points.give_back(spend_key=f"spend:{order.number}", points=order.points_spent, key=key)
