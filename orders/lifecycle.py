"""The order's path. A payment that arrives after the cancellation may still bring the order back."""

from kernel.lifecycle import Lifecycle
from orders.models import Order

S = Order.Status

ORDER = Lifecycle(
    {
        S.PENDING: (S.PAID, S.CANCELLED),
        S.PAID: (S.SHIPPED, S.REFUNDED),
        S.SHIPPED: (S.DELIVERED, S.REFUNDED),
        S.DELIVERED: (S.REFUNDED,),
        S.CANCELLED: (S.PAID,),
    },
    field="status",
)
