"""The hosted page of an order: one, reused, called off."""

from datetime import timedelta
from decimal import Decimal

import pytest

from kernel import clock
from orders import services as orders
from orders.payments import services
from orders.payments.models import CheckoutSession
from tests.orders.payments.till import open_session, pay, pay_and_settle, site

pytestmark = pytest.mark.django_db


def start(order):
    return services.start_payment(order=order, site=site)


def test_the_page_asks_for_the_order_s_total_in_the_order_s_language(stripe, order):
    order.language = "zh-hans"
    order.save()
    session = open_session(order)
    at_stripe = stripe.client().v1.checkout.sessions.retrieve(session.session_id)
    assert (at_stripe.amount_total, at_stripe.currency, at_stripe.locale) == (13800, "cny", "zh")
    assert (at_stripe.client_reference_id, at_stripe.customer_email) == (order.number, "guest@example.com")
    assert at_stripe.success_url == site("/checkout/payment/return/?session={CHECKOUT_SESSION_ID}")


def test_yen_have_no_cents(stripe, order):
    order.currency, order.total_incl_tax = "JPY", Decimal("1218.00")
    order.save()
    session = open_session(order)
    assert stripe.client().v1.checkout.sessions.retrieve(session.session_id).amount_total == 1218


def test_an_open_page_is_used_again(stripe, order):
    assert start(order) == start(order)
    assert CheckoutSession.objects.count() == 1


def test_a_new_page_replaces_one_that_expired(stripe, order):
    first = open_session(order)
    CheckoutSession.objects.filter(pk=first.pk).update(expires_at=clock.now())
    assert start(order) != first.url
    assert [session.state for session in order.checkout_sessions.order_by("opened_at")] == ["expired", "open"]


@pytest.mark.parametrize("fault", ["fail_after", "hang_up", "fail_before"])
def test_an_answer_that_gets_lost_on_the_way_opens_one_page(stripe, order, fault):
    stripe.order(fault, matching="/v1/checkout/sessions")
    url = start(order)
    assert url == start(order)
    assert CheckoutSession.objects.get().state == "open"


def test_stripe_away_is_said_and_the_next_try_opens_the_page(stripe, order):
    stripe.order("fail_before", matching="/v1/checkout/sessions", times=3)
    with pytest.raises(services.PaymentUnavailable):
        start(order)
    assert start(order).startswith(stripe.address)
    assert CheckoutSession.objects.count() == 1


def test_a_payment_stripe_would_not_take_leaves_nothing_open(stripe, order):
    order.total_incl_tax = Decimal("3.99")
    order.save()
    with pytest.raises(services.PaymentUnavailable):
        start(order)
    assert CheckoutSession.objects.get().state == "failed"


def test_a_paid_order_is_not_paid_again(stripe, order):
    pay_and_settle(stripe, order)
    with pytest.raises(services.NothingToPay):
        start(order)


def test_an_order_whose_time_is_over_is_not_paid(stripe, order):
    order.pay_by = clock.now() - timedelta(seconds=1)
    order.save()
    with pytest.raises(services.TimeToPayIsOver):
        start(order)
    assert not CheckoutSession.objects.exists()


def test_a_page_goes_with_its_order(stripe, order):
    session = open_session(order)
    orders.cancel(order=order, reason="unpaid")
    services.call_off_payment(order_id=order.pk)
    session.refresh_from_db()
    assert session.state == "expired"
    assert stripe.client().v1.checkout.sessions.retrieve(session.session_id).status == "expired"


def test_a_payment_quicker_than_the_calling_off_is_settled(stripe, order):
    session = pay(stripe, order)
    orders.cancel(order=order, reason="unpaid")
    services.call_off_payment(order_id=order.pk)
    order.refresh_from_db()
    session.refresh_from_db()
    assert (order.status, session.state) == ("paid", "complete")


def test_an_order_cancelled_while_its_page_is_being_opened_gets_none(stripe, order, monkeypatch):
    """The cancellation strikes between Stripe's answer and our writing it down."""
    from orders.payments import gateway

    open_at_stripe = gateway.open_session

    def meanwhile(**wanted):
        opened = open_at_stripe(**wanted)
        orders.cancel(order=order, reason="shopper")
        services.call_off_payment(order_id=order.pk)
        return opened

    monkeypatch.setattr(gateway, "open_session", meanwhile)
    with pytest.raises(services.NothingToPay):
        start(order)
    assert not CheckoutSession.objects.filter(state__in=CheckoutSession.LIVE).exists()
    newest = stripe.client().v1.checkout.sessions.list({"limit": 1}).data[0]
    assert (newest.client_reference_id, newest.status) == (order.number, "expired")
