"""What else an order cost or brought: points spent and earned, and the coupon."""

from membership.points import queries as purse
from membership.points import services as points
from orders.aftersales import queries
from orders.aftersales.models import Return
from orders.aftersales.policy import Settlement
from orders.models import Order
from promotions.coupons import services as coupons


def give_points_back(request: Return, due: Settlement) -> int:
    """The points that paid for the pieces are the member's again; how many."""
    key = f"back:{request.number}"
    return points.give_back(spend_key=f"spend:{request.order.number}", points=due.points, key=key) if due.points else 0


def take_points_back(request: Return, due: Settlement) -> int:
    """What was earned is what the kept goods earn; the points above are the shop's again. Guests earn none."""
    earn_key = f"order:{request.order.number}"
    too_many = purse.earned_with(earn_key) - purse.earned_for(due.kept)
    return points.take_back(earn_key=earn_key, points=too_many, key=f"taken:{request.number}") if too_many > 0 else 0


def give_coupon_back(order: Order, due: Settlement) -> bool:
    """The coupon can be used again when nothing of the order is kept; whether there was one."""
    if not due.keeps_nothing or not queries.used_a_coupon(order):
        return False
    coupons.give_back(order=order)
    return True
