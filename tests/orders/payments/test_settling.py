"""Money arrived: settled once, whoever says so, or set aside for a person to look."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from catalogue.inventory.models import StockRecord
from kernel import clock, outbox
from kernel.models import OutboxMessage
from membership.messages.models import Message
from orders import services as orders
from orders.models import LineDiscount, Order
from orders.payments import queries, readings, services
from orders.payments.models import PaymentAlert, Refund, Source
from orders.payments.services import Outcome
from orders.queries import hash_of_rows
from tests.orders.buying import a_ready_buyer
from tests.orders.factories import a_stock, an_order
from tests.orders.payments.till import open_session, pay, pay_and_settle
from tests.promotions.test_queries import a_gift_promotion, a_range, an_offer

pytestmark = pytest.mark.django_db


def payment_at(stripe, session):
    found = stripe.client().v1.checkout.sessions.retrieve(session.session_id)
    return readings.payment_of_session(found.to_dict())


def test_coming_back_settles_without_any_webhook(stripe, order):
    session = pay(stripe, order)
    assert services.confirm_return(session_id=session.session_id) is Outcome.PAID
    order.refresh_from_db()
    session.refresh_from_db()
    assert (order.status, order.amount_paid, session.state) == ("paid", Decimal("138.00"), "complete")
    source = queries.payment_of(order)
    assert (source.amount_debited, source.amount_refunded) == (Decimal("138.00"), Decimal("0.00"))


def test_settling_twice_changes_nothing_the_second_time(stripe, order):
    session = pay_and_settle(stripe, order)
    for _ in range(3):
        assert services.settle(payment=payment_at(stripe, session)) is Outcome.PAID
    assert Source.objects.count() == 1
    assert order.timeline.filter(kind="paid").count() == 1


def test_coming_back_after_the_webhook_asks_nobody(stripe, order, settings):
    session = pay_and_settle(stripe, order)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    assert services.confirm_return(session_id=session.session_id) is Outcome.PAID


def test_coming_back_without_paying_charges_nothing(stripe, order):
    assert services.confirm_return(session_id=open_session(order).session_id) is Outcome.UNPAID
    assert services.confirm_return(session_id="cs_test_unknown") is Outcome.UNPAID
    order.refresh_from_db()
    assert order.status == "pending"


def test_a_declined_card_leaves_the_page_open_for_another(stripe, order):
    session = pay(stripe, order, card="4000000000000002")
    assert services.confirm_return(session_id=session.session_id) is Outcome.UNPAID
    assert open_session(order).pk == session.pk


def test_three_d_secure_on_its_way_is_not_yet_paid(stripe, order):
    session = pay(stripe, order, card="4000002760003184")
    assert services.confirm_return(session_id=session.session_id) is Outcome.UNPAID
    stripe.lever("payments", session=session.session_id, card="4000002760003184", challenge="pass")
    assert services.confirm_return(session_id=session.session_id) is Outcome.PAID


def test_stripe_away_means_unsure_not_unpaid(stripe, order):
    session = pay(stripe, order)
    stripe.order("fail_before", matching="/v1/checkout/sessions", times=3)
    assert services.confirm_return(session_id=session.session_id) is Outcome.UNSURE


@pytest.mark.parametrize(
    ("field", "value"), [("amount", 13799), ("amount", 13801), ("currency", "jpy"), ("order_number", "7M3K-7M3K-7M3K")]
)
def test_money_that_is_not_what_was_asked_pays_nothing_and_is_looked_at(stripe, order, field, value):
    payment = replace(payment_at(stripe, pay(stripe, order)), **{field: value})
    assert services.settle(payment=payment) is Outcome.MISMATCHED
    assert services.settle(payment=payment) is Outcome.MISMATCHED
    order.refresh_from_db()
    assert (order.status, order.amount_paid) == ("pending", Decimal("0.00"))
    assert not Source.objects.exists()
    alert = PaymentAlert.objects.get()
    assert (alert.kind, alert.order, alert.details["different"][field][1]) == ("mismatched", order, value)


def test_a_payment_named_for_another_order_pays_neither(stripe, order, stock):
    other = an_order(stock)
    payment = payment_at(stripe, pay(stripe, order))
    stolen = replace(payment, key=open_session(other).key)
    assert services.settle(payment=stolen) is Outcome.MISMATCHED
    assert {o.status for o in (_again(order), _again(other))} == {"pending"}


def test_money_for_no_order_of_ours_is_looked_at(stripe, order):
    payment = replace(payment_at(stripe, pay(stripe, order)), key="", session_id="cs_strange", order_number="")
    assert services.settle(payment=payment) is Outcome.MISMATCHED
    assert PaymentAlert.objects.get().kind == "unknown"


def test_a_late_payment_takes_the_stock_again(stripe, order, stock):
    session = pay(stripe, order)
    orders.cancel(order=order, reason="unpaid")
    assert services.confirm_return(session_id=session.session_id) is Outcome.PAID
    order.refresh_from_db()
    assert (order.status, order.amount_paid) == ("paid", Decimal("138.00"))
    assert StockRecord.objects.get(pk=stock.pk).num_allocated == 2


def test_a_late_payment_goes_back_when_the_pieces_are_gone(stripe, order, stock):
    session = pay(stripe, order)
    orders.cancel(order=order, reason="unpaid")
    an_order(stock, quantity=9)
    assert services.confirm_return(session_id=session.session_id) is Outcome.RETURNED
    assert services.confirm_return(session_id=session.session_id) is Outcome.RETURNED
    assert services.send_refunds() == 1
    order.refresh_from_db()
    refund = Refund.objects.get()
    assert (order.status, order.amount_paid) == ("cancelled", Decimal("0.00"))
    assert (refund.state, refund.amount, refund.source.paid_the_order) == ("succeeded", Decimal("138.00"), False)
    assert order.timeline.filter(kind="payment_returned", for_shopper=True).count() == 1
    assert queries.refundable(order) == 0


def test_a_late_payment_is_honoured_or_refunded_never_both(stripe, stock):
    for quantity in (1, 9, 1, 9):
        order = an_order(stock, quantity=2)
        session = pay(stripe, order)
        orders.cancel(order=order, reason="unpaid")
        rival = an_order(stock, quantity=quantity)
        services.confirm_return(session_id=session.session_id)
        services.send_refunds()
        order.refresh_from_db()
        kept = order.status == "paid"
        assert kept != Refund.objects.filter(source__order=order, state="succeeded").exists()
        assert kept == (quantity == 1)
        orders.cancel(order=rival, reason="shopper")
        if kept:
            services.refund(order=order, amount=order.amount_paid, reason="", by="")
            services.send_refunds()


def test_a_second_payment_goes_straight_back(stripe, order):
    first = pay(stripe, order)
    order.checkout_sessions.update(state="failed", expires_at=clock.now() - timedelta(minutes=1))
    second = pay(stripe, order)
    assert services.confirm_return(session_id=first.session_id) is Outcome.PAID
    assert services.confirm_return(session_id=second.session_id) is Outcome.RETURNED
    services.send_refunds()
    order.refresh_from_db()
    assert (order.status, order.amount_paid, order.amount_refunded) == ("paid", Decimal("138.00"), Decimal("0.00"))
    assert Refund.objects.get().state == "succeeded"
    assert PaymentAlert.objects.get().kind == "paid_twice"


def test_the_order_says_it_was_paid_exactly_once(stripe, order):
    session = pay_and_settle(stripe, order)
    services.settle(payment=payment_at(stripe, session))
    paid = OutboxMessage.objects.filter(fact="orders.events.OrderPaid").values("listener")
    assert len(paid) == len({row["listener"] for row in paid})


class TestTheAgreedPrice:
    """An order from the checkout keeps the hash of its price; what is captured is held against it."""

    def test_rows_as_agreed_are_paid_and_stripe_was_told_the_hash(self, stripe, agreed):
        session = pay(stripe, agreed)
        assert payment_at(stripe, session).price == agreed.snapshot_hash != ""
        assert services.confirm_return(session_id=session.session_id) is Outcome.PAID

    @pytest.mark.parametrize("change", ["line", "share", "total", "pieces", "snapshot"])
    def test_rows_changed_after_the_agreement_are_not_paid_but_looked_at_and_the_money_goes_back(
        self, stripe, agreed, change
    ):
        session, amount = pay(stripe, agreed), agreed.total_incl_tax
        tamper(agreed, change)
        for _ in range(2):
            assert services.confirm_return(session_id=session.session_id) is Outcome.RETURNED
        services.send_refunds()
        agreed.refresh_from_db()
        assert (agreed.status, agreed.amount_paid) == ("pending", Decimal("0.00"))
        assert (Refund.objects.get().state, Refund.objects.get().amount) == ("succeeded", amount)
        assert PaymentAlert.objects.get().kind == "mismatched"
        assert agreed.timeline.get(kind="payment_returned").details["why"] == "price"
        outbox.deliver_due()
        assert "not made at the price agreed" in Message.objects.get(kind="order-payment_returned").text

    def test_a_page_opened_at_an_earlier_price_pays_nothing(self, stripe, agreed):
        session = pay(stripe, agreed)
        payment = replace(payment_at(stripe, session), price="0" * 64)
        assert services.settle(payment=payment) is Outcome.RETURNED
        assert PaymentAlert.objects.get().details["different"] == {"asked price": [agreed.snapshot_hash, "0" * 64]}

    def test_comparing_costs_one_query(self, agreed, django_assert_num_queries):
        with django_assert_num_queries(1):
            assert hash_of_rows(agreed) == agreed.snapshot_hash


@pytest.fixture
def agreed(stock):
    """Two pieces at 69.00 less 7.00, bought through the checkout, with a gift."""
    an_offer(a_range(includes_all_products=True), need=("Value", 50), gain=("Absolute", 7))
    a_gift_promotion(a_stock(title="Small pot", price="20.00"))
    a_ready_buyer(stock, quantity=2).place()
    return Order.objects.get()


def tamper(order, change):
    line = order.lines.filter(gift_of=None)
    match change:
        case "line":
            line.update(line_price_incl_tax=Decimal("130.00"))
        case "share":
            LineDiscount.objects.update(amount=Decimal("7.01"))
        case "total":
            Order.objects.update(total_incl_tax=Decimal("130.99"))
        case "pieces":
            order.lines.exclude(gift_of=None).update(quantity=2)
        case "snapshot":
            Order.objects.update(snapshot=order.snapshot | {"rules": []})


def _again(order):
    order.refresh_from_db()
    return order
