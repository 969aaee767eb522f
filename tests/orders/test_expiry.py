from datetime import timedelta

import pytest
import time_machine

from kernel import clock
from orders import expiry, services
from orders.events import OrderCancelled, PaymentReminderDue


@pytest.fixture
def after(order):
    """Go to so many minutes and seconds after the order was placed."""

    def after(minutes, seconds=0):
        return time_machine.travel(order.date_placed + timedelta(minutes=minutes, seconds=seconds), tick=False)

    return after


def test_the_shopper_is_reminded_once_ten_minutes_before_the_end(order, after, news):
    with after(19, 59):
        assert expiry.remind_unpaid() == 0
    with after(20):
        assert (expiry.remind_unpaid(), expiry.remind_unpaid()) == (1, 0)
    assert [type(fact) for fact in news] == [PaymentReminderDue]


def test_the_order_ends_after_half_an_hour_and_its_pieces_are_free(order, stock, after, news):
    with after(29, 59):
        assert expiry.close_unpaid() == 0
    with after(30):
        assert (expiry.close_unpaid(), expiry.close_unpaid()) == (1, 0)
    order.refresh_from_db()
    stock.refresh_from_db()
    assert (order.status, stock.num_allocated) == ("cancelled", 0)
    assert [(type(fact), fact.reason) for fact in news] == [(OrderCancelled, "unpaid")]


def test_a_paid_order_is_neither_reminded_nor_closed(order, after, news):
    services.mark_paid(order=order, amount=order.total_incl_tax, at=clock.now())
    news.clear()
    with after(31):
        assert (expiry.remind_unpaid(), expiry.close_unpaid()) == (0, 0)
    order.refresh_from_db()
    assert order.status == "paid"
    assert not news
