"""How long an order may come back without a reason, and who hears that it no longer may."""

from datetime import timedelta

import pytest
import time_machine

from kernel import clock
from kernel.models import OutboxMessage
from kernel.outbox import deliver_due
from orders import services as orders
from orders.aftersales import services
from orders.aftersales.models import ReturnWindow
from orders.events import ReturnWindowClosed

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
