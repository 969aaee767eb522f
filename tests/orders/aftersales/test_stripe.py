"""A return's refund at Stripe: declined, late or told twice, the pages and the invoice say what is so."""

from decimal import Decimal

import pytest

from kernel import clock
from kernel.outbox import deliver_due
from orders import services as orders
from orders.aftersales import services
from orders.aftersales.models import Return
from orders.invoices import services as invoices
from orders.invoices.models import Invoice
from orders.payments import services as payments
from orders.payments.models import Refund
from tests.orders.aftersales.factories import a_request, bring_to_inspection
from tests.orders.payments.till import deliver, news_of, pay_and_settle

pytestmark = pytest.mark.django_db

BY = "li@shop.example"


@pytest.fixture
def session(stripe, order):
    """The order of two pieces, paid at Stripe, with an invoice, in the shopper's hands."""
    session = pay_and_settle(stripe, order)
    invoices.ask_for_invoice(order=order, buyer="personal", title="林薇")
    orders.mark_shipped(order=order, at=clock.now())
    orders.mark_delivered(order=order, at=clock.now())
    deliver_due()
    return session


@pytest.fixture
def request_(session, order):
    request = bring_to_inspection(a_request(order))
    services.refund(request=request, by=BY)
    return request


def state_of(request):
    deliver_due()
    return Return.objects.get(pk=request.pk).state


def test_a_part_goes_back_and_the_invoice_with_it(request_, order):
    assert state_of(request_) == "refunding"
    payments.send_refunds()
    assert state_of(request_) == "refunded"
    order.refresh_from_db()
    assert (order.status, order.amount_refunded) == ("delivered", Decimal("69.00"))
    assert [invoice.amount for invoice in Invoice.objects.order_by("place")] == [Decimal("138.00"), Decimal("-69.00")]


def test_a_refund_that_stripe_declines_is_told_and_sent_again_by_the_merchant(stripe, request_, order):
    stripe.order("decline_refund")
    payments.send_refunds()
    assert state_of(request_) == "refund_failed"
    services.refund_again(request=Return.objects.select_related("order").get(), by=BY)
    payments.send_refunds()
    assert state_of(request_) == "refunded"
    order.refresh_from_db()
    assert order.amount_refunded == Decimal("69.00")


def test_an_answer_that_comes_twice_or_is_lost_changes_nothing_more(stripe, request_, client, session):
    stripe.order("hang_up", matching="/v1/refunds", times=3)
    payments.send_refunds()
    assert state_of(request_) == "refunding"
    stripe.lever("faults", "DELETE")
    payments.send_refunds()
    for event in [*news_of(stripe, session), *news_of(stripe, session)]:
        deliver(client, event)
    assert state_of(request_) == "refunded"
    assert (Refund.objects.count(), Invoice.objects.count()) == (1, 2)


def test_when_the_last_piece_goes_back_the_order_is_refunded(request_, order):
    last = bring_to_inspection(a_request(order))
    services.refund(request=last, by=BY)
    payments.send_refunds()
    deliver_due()
    order.refresh_from_db()
    assert (order.status, order.amount_refunded) == ("refunded", Decimal("138.00"))
