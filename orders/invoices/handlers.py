"""What invoices do on hearing of money; each may be heard twice."""

from kernel.events import listen
from kernel.prepared import Prepared
from orders.events import OrderPaid, OrderRefunded, OrderReinstated
from orders.invoices import services
from orders.invoices.models import InvoiceWish
from orders.models import Order

WISHES = Prepared(lambda orders: InvoiceWish.objects.filter(order__in=orders).values_list("order"))


@listen(OrderPaid)
@listen(OrderReinstated)
def issue_what_was_asked_for(fact: OrderPaid | OrderReinstated) -> None:
    if WISHES.rows([fact.order_id]):
        services.issue(order=Order.objects.get(pk=fact.order_id))


@listen(OrderRefunded)
def reverse_what_went_back(fact: OrderRefunded) -> None:
    services.reverse_what_went_back(order=Order.objects.get(pk=fact.order_id))
