"""A payment that settles while the order's time runs out: one of them is first, and the other sees it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, transaction

from kernel import clock
from orders import expiry, services
from tests.orders.factories import a_stock, an_order

pytestmark = pytest.mark.django_db(transaction=True)


def in_another_connection(work):
    def run():
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(timeout=20)


@pytest.fixture
def order():
    return an_order(a_stock(), pay_by=clock.now() - timedelta(seconds=1))


def test_an_order_whose_payment_is_settling_is_not_closed(order):
    with transaction.atomic():
        services.mark_paid(order=order, amount=order.total_incl_tax, at=clock.now())
        assert in_another_connection(expiry.close_unpaid) == 0
    assert expiry.close_unpaid() == 0
    order.refresh_from_db()
    assert order.status == "paid"


def test_a_payment_waits_for_the_cancellation_and_is_told(order):
    cancelled, told = Event(), Event()

    def pay():
        cancelled.wait(10)
        told.set()
        try:
            services.mark_paid(order=order, amount=order.total_incl_tax, at=clock.now())
        except services.OrderWasCancelled:
            return "too late"
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        paying = pool.submit(pay)
        with transaction.atomic():
            services.cancel(order=type(order).objects.get(pk=order.pk), reason="unpaid")
            cancelled.set()
            told.wait(10)
        assert paying.result(timeout=20) == "too late"


def test_two_workers_close_an_order_once(order):
    with ThreadPoolExecutor(2) as pool:
        closed = [pool.submit(in_another_connection, expiry.close_unpaid) for _ in range(2)]
        assert sum(each.result() for each in closed) == 1
    assert order.timeline.filter(kind="cancelled").count() == 1
