from datetime import UTC, datetime
from decimal import Decimal

import pytest

from analytics.capture import queries
from analytics.capture.models import Event
from kernel import clock, outbox
from orders import events as facts
from orders import services as orders
from orders.payments.events import RefundFailed
from tests.orders.factories import an_order

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def test_a_paid_order_is_an_event_and_changes_its_days(django_capture_on_commit_callbacks):
    order = an_order(date_placed=datetime(2026, 11, 22, 2, 0, tzinfo=UTC))
    orders.mark_paid(order=order, amount=order.total_incl_tax, at=AT)
    outbox.deliver_due()
    (event,) = Event.objects.filter(order_number=order.number)
    assert (event.kind, event.at, event.visitor_id) == ("order_paid", AT, None)
    assert {clock.store_day(order.date_placed), clock.store_day(AT)} <= set(queries.changed_days())


def test_hearing_it_twice_writes_it_once():
    from analytics.capture import handlers

    order = an_order()
    fact = facts.OrderPlaced(order_id=order.pk, order_number=order.number, at=AT.isoformat())
    handlers.note_placed_order(fact)
    handlers.note_placed_order(fact)
    assert Event.objects.filter(kind="order_placed").count() == 1


def test_a_test_order_is_no_event():
    from analytics.capture import handlers

    order = an_order(is_test=True)
    fact = facts.OrderPaid(order_id=order.pk, order_number=order.number, amount="1.00", at=AT.isoformat())
    handlers.note_paid_order(fact)
    assert not Event.objects.exists()


def test_a_refund_changes_the_day_it_happened():
    from analytics.capture import handlers

    order = an_order(date_placed=datetime(2026, 10, 1, tzinfo=UTC), amount_paid=Decimal(5))
    about = {"order_id": order.pk, "order_number": order.number, "amount": "5.00", "in_full": True}
    handlers.note_changed_day(facts.OrderRefunded(**about, at=AT.isoformat()))
    assert clock.store_day(AT) in queries.changed_days()


def test_a_refund_that_comes_back_changes_the_day_it_seemed_to_arrive():
    from analytics.capture import handlers

    came_back = RefundFailed("r", 1, "N", "5.00", at=clock.now().isoformat(), arrived_at=AT.isoformat())
    handlers.note_day_of_false_arrival(came_back)
    assert set(queries.changed_days()) == {clock.store_day(AT)}
