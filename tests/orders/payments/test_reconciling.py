"""Webhooks get lost; asking finds what they would have told."""

from datetime import timedelta

import pytest

from kernel import clock
from orders import services as orders
from orders.payments import gateway, services
from orders.payments.models import PaymentAlert, Refund
from tests.orders.factories import a_stock, an_order
from tests.orders.payments.till import open_session, pay, pay_and_settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def reconcile(stripe):
    """Without patience for webhooks, and back to where this test began, however long ago that is."""
    began = clock.now()
    return lambda: services.reconcile(patience=timedelta(0), look_back=clock.now() - began)


@pytest.mark.parametrize("lost", [20, pytest.param(200, marks=pytest.mark.torture)])
def test_every_payment_whose_webhook_was_lost_is_found_in_one_run(stripe, reconcile, lost):
    stock = a_stock(on_hand=lost)
    unpaid = [an_order(stock, quantity=1) for _ in range(lost)]
    for order in unpaid:
        pay(stripe, order)
    report = reconcile()
    assert report.payments_settled == lost
    for order in unpaid:
        order.refresh_from_db()
    assert {order.status for order in unpaid} == {"paid"}
    assert reconcile().differences == 0


def test_a_payment_just_begun_is_left_to_its_own_webhook(stripe, order):
    open_session(order)
    assert services.reconcile().sessions_asked == 0


def test_a_page_nobody_paid_stays_open_and_an_expired_one_is_closed(stripe, reconcile, order):
    session = open_session(order)
    reconcile()
    session.refresh_from_db()
    assert session.state == "open"
    stripe.client().v1.checkout.sessions.expire(session.session_id)
    reconcile()
    session.refresh_from_db()
    assert session.state == "expired"


def test_the_page_of_a_cancelled_order_is_called_off(stripe, reconcile, order):
    session = open_session(order)
    orders.cancel(order=order, reason="unpaid")
    reconcile()
    assert stripe.client().v1.checkout.sessions.retrieve(session.session_id).status == "expired"


def test_a_refund_nobody_sent_is_sent(stripe, reconcile, order):
    pay_and_settle(stripe, order)
    services.refund(order=order, amount=order.amount_paid, reason="", by="")
    assert reconcile().refunds_moved == 1
    assert Refund.objects.get().state == "succeeded"


def test_a_dispute_whose_webhook_was_lost_is_found(stripe, reconcile, order):
    pay_and_settle(stripe, order, card="4000000000000259")
    reconcile()
    assert PaymentAlert.objects.filter(kind="disputed", order=order).count() == 1


def test_stripe_away_is_said_and_changes_nothing(stripe, reconcile, order):
    session = pay(stripe, order)
    stripe.order("fail_before", times=20)
    with pytest.raises(gateway.Unreachable):
        reconcile()
    stripe.lever("faults", "DELETE")
    session.refresh_from_db()
    assert session.state == "open"
