"""What after-sales does on hearing others' facts; each may be heard twice."""

from datetime import datetime

from kernel.events import listen
from orders.aftersales import services
from orders.aftersales.events import ReturnRefunded
from orders.events import OrderAttached, OrderDelivered, OrderRefunded
from orders.fulfilment.events import ParcelDelivered
from orders.payments.events import RefundArrived, RefundFailed


@listen(OrderDelivered)
def open_its_window(fact: OrderDelivered) -> None:
    services.open_window(order_id=fact.order_id, delivered_at=datetime.fromisoformat(fact.at))


@listen(ParcelDelivered)
def open_the_window_of_what_it_brought(fact: ParcelDelivered) -> None:
    services.open_replacement_window(parcel_id=fact.parcel_id, delivered_at=datetime.fromisoformat(fact.at))


@listen(OrderAttached)
def let_its_points_be_spent(fact: OrderAttached) -> None:
    """Where nothing comes back any more, nobody announces that again."""
    services.settle_if_closed(order_id=fact.order_id)


@listen(ReturnRefunded)
def count_what_stayed_sold(fact: ReturnRefunded) -> None:
    services.uncount_returned(return_id=fact.return_id)


@listen(OrderRefunded)
def count_nothing_of_it(fact: OrderRefunded) -> None:
    if fact.in_full:
        services.uncount_order(order_id=fact.order_id)


@listen(RefundArrived)
def mark_refunded(fact: RefundArrived) -> None:
    services.hear_of_refund(refund_id=fact.refund_id, has_arrived=True)


@listen(RefundFailed)
def mark_refund_failed(fact: RefundFailed) -> None:
    services.hear_of_refund(refund_id=fact.refund_id, has_arrived=False)
