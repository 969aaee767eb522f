"""Orders tell what became of them: a placed and a paid order are events, and every fact changes a day."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from analytics.capture import services
from analytics.capture.models import Event
from kernel import clock
from kernel.events import listen
from kernel.prepared import Prepared
from orders import events as facts
from orders.models import Order
from orders.payments.events import RefundFailed

Fact = facts.OrderPlaced | facts.OrderPaid | facts.OrderReinstated | facts.OrderCancelled | facts.OrderDelivered

ORDERS = Prepared(
    lambda keys: Order.objects.filter(pk__in=keys).only("number", "language", "date_placed", "is_test").order_by()
)


@listen(facts.OrderPlaced)
def note_placed_order(fact: facts.OrderPlaced) -> None:
    _note(fact, Event.Kind.ORDER_PLACED)


@listen(facts.OrderPaid)
def note_paid_order(fact: facts.OrderPaid) -> None:
    _note(fact, Event.Kind.ORDER_PAID)


@listen(facts.OrderReinstated)
def note_reinstated_order(fact: facts.OrderReinstated) -> None:
    _note(fact, Event.Kind.ORDER_PAID)


@listen(facts.OrderCancelled)
@listen(facts.OrderDelivered)
@listen(facts.OrderRefunded)
def note_changed_day(fact: Fact | facts.OrderRefunded) -> None:
    """A cancellation changes the day the order was placed, a refund or delivery the day it happened."""
    placed_at = Order.objects.values_list("date_placed", flat=True).get(pk=fact.order_id)
    services.mark_changed({clock.store_day(placed_at), clock.store_day(_instant(fact.at))})


@listen(RefundFailed)
def note_day_of_false_arrival(fact: RefundFailed) -> None:
    """A refund that came back was none on the day it seemed to arrive."""
    if fact.arrived_at:
        services.mark_changed({clock.store_day(_instant(fact.arrived_at))})


def _note(fact: Fact, kind: Event.Kind) -> None:
    """Write the event of an order. Its visitor stays with the order, which outlives a refusal to be followed."""
    (order,) = ORDERS.objects([fact.order_id])
    at, placed_on = _instant(fact.at), clock.store_day(order.date_placed)
    if order.is_test:
        return services.mark_changed({placed_on, clock.store_day(at)})
    same_each_time = uuid5(NAMESPACE_URL, f"{kind}:{order.number}:{fact.at}")
    event = Event(id=same_each_time, at=at, kind=kind, order_number=order.number, language=order.language)
    return services.keep([event], changed={placed_on})


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
