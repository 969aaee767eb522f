"""What invoices do on hearing of money; each may be heard twice."""

from kernel.events import listen
from orders.events import OrderPaid, OrderRefunded, OrderReinstated
from orders.invoices import services
from orders.models import Order


@listen(OrderPaid)
@listen(OrderReinstated)
def issue_what_was_asked_for(fact: OrderPaid | OrderReinstated) -> None:
    order = Order.objects.filter(pk=fact.order_id, invoice_wish__isnull=False).first()
    if order:
        services.issue(order=order)


@listen(OrderRefunded)
def reverse_what_went_back(fact: OrderRefunded) -> None:
    services.reverse_what_went_back(order=Order.objects.get(pk=fact.order_id))
