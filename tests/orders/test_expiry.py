from datetime import timedelta

import pytest
import time_machine

from kernel import clock
from kernel.thresholds import set_values
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


def test_the_merchant_says_how_long_an_order_waits_and_when_it_is_reminded_of(order, after):
    placed_at = order.date_placed
    set_values({"orders.minutes_to_pay": 60, "orders.reminder_minutes": 20})
    assert services.time_to_pay(placed_at) - placed_at == timedelta(minutes=60)
    assert order.pay_by - placed_at == timedelta(minutes=30), "what was promised stays"
    with after(9, 59):
        assert expiry.remind_unpaid() == 0
    with after(10):
        assert expiry.remind_unpaid() == 1


def test_nobody_is_reminded_in_the_first_half_of_the_time(order, after):
    set_values({"orders.reminder_minutes": 360})
    with after(14, 59):
        assert expiry.remind_unpaid() == 0
    with after(15):
        assert expiry.remind_unpaid() == 1


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
