"""What we do on hearing others' facts; each may be heard twice."""

from functools import reduce
from operator import or_

from django.db.models import Q, Sum

from catalogue.services import record_sales
from kernel.events import listen
from kernel.prepared import Prepared
from kernel.receipts import taking_in
from membership.accounts.events import EmailConfirmed
from membership.accounts.queries import confirmed_emails_of
from orders import services
from orders.events import OrderPaid, OrderReinstated
from orders.models import Line, Order


@listen(EmailConfirmed)
def attach_guest_orders(fact: EmailConfirmed) -> None:
    """Orders placed as a guest with a confirmed address are the member's from now on."""
    theirs = [Q(guest_email__iexact=email) for email in confirmed_emails_of(fact.user_id)]
    if theirs:
        services.attach(orders=Order.objects.filter(reduce(or_, theirs)), user_id=fact.user_id)


#: By order: how many pieces of each product or variant it holds.
PIECES = Prepared(
    lambda orders: (
        Line.objects.filter(order__in=orders, product__isnull=False)
        .order_by()
        .values_list("product")
        .annotate(pieces=Sum("quantity"))
    )
)


@listen(OrderPaid)
@listen(OrderReinstated)
def count_what_sold(fact: OrderPaid | OrderReinstated) -> None:
    """Lists sort by sales: each order counts once, whichever way its payment came."""
    with taking_in("sold", fact.order_number) as is_first:
        if is_first:
            record_sales(pieces=dict(PIECES.rows([fact.order_id])))
