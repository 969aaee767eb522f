"""What else an order cost or brought: points spent and earned, and the coupon."""

from membership.points import services as points
from orders.aftersales import queries
from orders.aftersales.models import Return
from orders.aftersales.policy import Settlement
from orders.loyalty import services as loyalty
from orders.models import Order
from promotions.coupons import services as coupons


def give_points_back(request: Return, due: Settlement) -> int:
    """The points that paid for the pieces are the member's again; how many."""
    key = f"back:{request.number}"
    return points.give_back(spend_key=f"spend:{request.order.number}", points=due.points, key=key) if due.points else 0


def take_points_back(request: Return, due: Settlement) -> int:
    """What the pieces earned is the shop's again; how many. Guests earn none."""
    went_back = {line.line_id: line.money for line in due.lines}
    return loyalty.let_go(order=request.order, went_back=went_back, kept=due.kept, key=f"taken:{request.number}")


def give_coupon_back(order: Order, due: Settlement) -> bool:
    """The coupon can be used again when nothing of the order is kept; whether there was one."""
    if not due.keeps_nothing or not queries.used_a_coupon(order):
        return False
    coupons.give_back(order=order)
    return True
