"""What we do on hearing facts about orders; each may be heard twice, and late."""

from kernel.events import listen
from orders.events import OrderAttached, OrderCancelled, OrderPaid, OrderRefunded, OrderReinstated, ReturnWindowClosed
from orders.loyalty import services
from orders.models import Order


@listen(OrderPaid)
@listen(OrderRefunded)
@listen(OrderAttached)
def square_with_the_member(fact: OrderPaid | OrderRefunded | OrderAttached) -> None:
    services.square(order=Order.objects.get(pk=fact.order_id))


@listen(OrderCancelled)
def return_its_points(fact: OrderCancelled) -> None:
    services.return_points(order=Order.objects.get(pk=fact.order_id))


@listen(OrderReinstated)
def go_on_with_its_points(fact: OrderReinstated) -> None:
    order = Order.objects.get(pk=fact.order_id)
    services.take_points_again(order=order)
    services.square(order=order)


@listen(ReturnWindowClosed)
def let_its_points_be_spent(fact: ReturnWindowClosed) -> None:
    services.settle(order_number=fact.order_number)
