"""What payments do on hearing news of orders."""

from kernel.events import listen
from orders.events import OrderCancelled
from orders.payments.services.later import after_commit


@listen(OrderCancelled)
def call_off_its_payment(fact: OrderCancelled) -> None:
    """The hosted page outlives the order's time to pay, for Stripe opens none for less than half an hour."""
    after_commit("orders.payments.tasks.call_off_payment", order_id=fact.order_id)
