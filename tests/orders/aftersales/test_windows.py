"""How long an order may come back without a reason, and who hears that it no longer may."""

from datetime import timedelta

import pytest
import time_machine

from kernel import clock
from kernel.models import OutboxMessage
from kernel.outbox import deliver_due
from kernel.thresholds import set_values
from orders import services as orders
from orders.aftersales import services
from orders.aftersales.models import ReturnWindow
from orders.aftersales.queries import offer_of, return_days_of
from orders.events import ReturnWindowClosed
from orders.models import Order
from tests.orders.aftersales.factories import a_delivered_order

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


@pytest.fixture
def announced(monkeypatch):
    from orders.aftersales.services import windows

    heard = []
    monkeypatch.setattr(windows, "announce", heard.append)
    return heard


@pytest.fixture
def delivered(order):
    """An order that arrived a moment ago, and everybody has heard of it."""
    now = clock.now()
    orders.mark_paid(order=order, amount=order.total_incl_tax, at=now)
    orders.mark_shipped(order=order, at=now)
    orders.mark_delivered(order=order, at=now)
    deliver_due()
    return order


def test_delivery_opens_the_window_for_seven_days(delivered):
    assert ReturnWindow.objects.get(order=delivered).ends_at == delivered.delivered_at + WEEK


def ends(order):
    """After how many days it may no longer come back, and no longer be exchanged."""
    offer = offer_of(Order.objects.get(pk=order.pk))
    return (offer.until - order.delivered_at).days, (offer.exchange_until - order.delivered_at).days


def test_what_an_order_was_given_stays_whatever_the_merchant_sets_afterwards(delivered, stock):
    set_values({"aftersales.return_days": 30, "aftersales.exchange_days": 60})
    later = a_delivered_order(stock)
    deliver_due()
    set_values({"aftersales.return_days": 1, "aftersales.exchange_days": 1})
    assert (ends(delivered), ends(later)) == ((7, 15), (30, 60))
    assert return_days_of(later) == 30


def test_an_exchange_is_never_shorter_than_a_return(stock):
    set_values({"aftersales.return_days": 20})
    later = a_delivered_order(stock)
    assert ends(later) == (20, 20)


def test_news_of_a_delivery_heard_twice_leaves_the_window_as_it_is(delivered):
    services.open_window(order_id=delivered.pk, delivered_at=clock.now() + WEEK)
    assert ReturnWindow.objects.get().ends_at == delivered.delivered_at + WEEK


def test_the_end_of_the_window_is_announced_once_and_not_before(delivered, announced):
    with time_machine.travel(delivered.delivered_at + WEEK - timedelta(seconds=1), tick=False):
        assert services.close_windows() == 0
    with time_machine.travel(delivered.delivered_at + WEEK, tick=False):
        assert (services.close_windows(), services.close_windows()) == (1, 0)
        assert announced == [ReturnWindowClosed(delivered.pk, delivered.number, clock.now().isoformat())]


def test_an_order_that_never_arrived_has_no_window(order, announced):
    orders.mark_paid(order=order, amount=order.total_incl_tax, at=clock.now())
    with time_machine.travel(clock.now() + 9 * WEEK, tick=False):
        assert services.close_windows() == 0
    assert announced == []
    assert not OutboxMessage.objects.filter(fact__endswith="ReturnWindowClosed").exists()
