"""What invoices do on hearing of money; each may be heard twice."""

from kernel.events import listen
from kernel.prepared import Prepared
from orders.events import OrderPaid, OrderRefunded, OrderReinstated
from orders.invoices import services
from orders.models import Order

WITH_A_WISH = Prepared(lambda keys: Order.objects.filter(pk__in=keys, invoice_wish__isnull=False))


@listen(OrderPaid)
@listen(OrderReinstated)
def issue_what_was_asked_for(fact: OrderPaid | OrderReinstated) -> None:
    for order in WITH_A_WISH.objects([fact.order_id]):
        services.issue(order=order)


@listen(OrderRefunded)
def reverse_what_went_back(fact: OrderRefunded) -> None:
    services.reverse_what_went_back(order=Order.objects.get(pk=fact.order_id))
