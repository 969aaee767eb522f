"""What we do on hearing facts about orders; each may be heard twice, and late."""

from kernel.events import listen
from kernel.prepared import Prepared
from orders.events import OrderAttached, OrderCancelled, OrderPaid, OrderRefunded, OrderReinstated, ReturnWindowClosed
from orders.loyalty import services
from orders.models import Order

OF_MEMBERS = Prepared(lambda keys: Order.objects.filter(pk__in=keys, user__isnull=False).order_by())


@listen(OrderPaid)
@listen(OrderRefunded)
@listen(OrderAttached)
def square_with_the_member(fact: OrderPaid | OrderRefunded | OrderAttached) -> None:
    for order in OF_MEMBERS.objects([fact.order_id]):  # an account that takes it over later says so
        services.square(order=order)


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
