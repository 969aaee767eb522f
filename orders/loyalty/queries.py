"""What an order has brought its member."""

from membership.points.queries import Earning, earning_of
from orders.models import Order


def points_of(order: Order) -> Earning | None:
    """The points that the order earned and has not had taken back; none for guests and before it is paid. One query."""
    return earning_of(f"order:{order.number}") if order.user_id and order.paid_at else None
