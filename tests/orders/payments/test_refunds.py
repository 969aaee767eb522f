"""Money back: within what was captured, sent once, told truthfully."""

from datetime import timedelta
from decimal import Decimal

import pytest

from catalogue.inventory.models import StockRecord
from orders.payments import queries, services
from orders.payments.models import PaymentAlert, Refund
from orders.payments.services import RefundExceedsPayment, sending
from orders.queries import key_of, timeline_of
from tests.membership.staff.factories import a_member_of_staff
from tests.orders.payments.till import event_of, news_of, pay_and_settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(stripe, order):
    """An order of ¥138.00, paid."""
    pay_and_settle(stripe, order)
    return order


def refund(order, amount="38.00", **more):
    return services.refund(
        order=order, amount=Decimal(amount), **{"reason": "broken", "by": "merchant@demo.shop", **more}
    )


def at_stripe(stripe, order):
    intent = queries.payment_of(order).reference
    return [found.amount for found in stripe.client().v1.refunds.list({"payment_intent": intent}).data]


def again(thing):
    thing.refresh_from_db()
    return thing


def test_a_refund_is_promised_first_and_sent_later(stripe, paid):
    promised = refund(paid)
    assert (promised.state, queries.refundable(paid)) == ("requested", Decimal("100.00"))
    assert (again(paid).amount_refunded, at_stripe(stripe, paid)) == (0, [])
    assert services.send_refunds() == 1
    assert (again(promised).state, at_stripe(stripe, paid)) == ("succeeded", [3800])
    assert (again(paid).amount_refunded, paid.status) == (Decimal("38.00"), "paid")


def test_everything_back_ends_the_order_and_frees_its_stock(stripe, paid, stock):
    refund(paid, "138.00")
    services.send_refunds()
    assert again(paid).status == "refunded"
    assert StockRecord.objects.get(pk=stock.pk).num_allocated == 0
    assert queries.refundable(paid) == 0


@pytest.mark.parametrize("amount", ["138.01", "0", "-1", "1.005", "NaN", "Infinity", "1e9"])
def test_more_than_is_left_or_no_money_at_all_is_refused_and_leaves_nothing(paid, amount):
    with pytest.raises(RefundExceedsPayment):
        refund(paid, amount)
    assert not Refund.objects.exists()
    assert queries.refundable(paid) == Decimal("138.00")


def test_an_unpaid_order_has_nothing_to_refund(order):
    with pytest.raises(RefundExceedsPayment):
        refund(order, "1.00")


def test_the_same_form_refunds_once(paid):
    assert refund(paid, form_key="f").pk == refund(paid, form_key="f").pk
    assert queries.refundable(paid) == Decimal("100.00")


@pytest.mark.parametrize("fault", ["fail_after", "hang_up", "fail_before", "rate_limit"])
def test_a_lost_answer_refunds_once(stripe, paid, fault):
    refund(paid)
    stripe.order(fault, matching="/v1/refunds", times=3)
    services.send_refunds()
    stripe.lever("faults", "DELETE")
    services.send_refunds()
    assert Refund.objects.get().state == "succeeded"
    assert at_stripe(stripe, paid) == [3800]


def test_a_worker_killed_between_stripe_and_commit_refunds_once(stripe, paid):
    promised = refund(paid)
    services.send_refunds()
    Refund.objects.filter(pk=promised.pk).update(state="requested", stripe_id=None, settled_at=None, attempts=1)
    paid.refresh_from_db()
    assert services.send_refunds() == 1
    assert at_stripe(stripe, paid) == [3800]
    assert again(paid).amount_refunded == Decimal("38.00")


def test_a_refund_the_bank_declines_is_shown_as_failed_and_may_be_tried_again(stripe, paid):
    stripe.order("decline_refund")
    first = refund(paid)
    services.send_refunds()
    assert (again(first).state, queries.refundable(paid)) == ("failed", Decimal("138.00"))
    assert (again(paid).amount_refunded, PaymentAlert.objects.get().kind) == (0, "refund_failed")
    refund(paid)
    services.send_refunds()
    assert again(paid).amount_refunded == Decimal("38.00")


def test_a_refund_stripe_will_not_send_fails_with_its_reason(stripe, paid):
    intent = queries.payment_of(paid).reference
    promised = refund(paid)
    stripe.client().v1.refunds.create({"payment_intent": intent})
    services.send_refunds()
    assert (again(promised).state, "already been refunded" in promised.failure) == ("failed", True)


def test_a_refund_that_comes_back_later_is_told_and_counted_once(stripe, order):
    session = pay_and_settle(stripe, order, card="4000000000005126")
    promised = refund(order)
    services.send_refunds()
    assert again(promised).state == "succeeded"
    stripe.lever("clock", seconds=10)
    stripe.lever("clock", seconds=0)
    services.take_in(event_of("refund.failed", news_of(stripe, session)))
    assert (again(promised).state, queries.refundable(order)) == ("failed", Decimal("138.00"))
    assert PaymentAlert.objects.get().order == order
    assert queries.came_back(again(order)) == Decimal("38.00")
    refund(order)
    assert queries.came_back(again(order)) == 0
    services.send_refunds()
    assert again(order).amount_refunded == Decimal("38.00"), "the order counts it once"
    told = [each.kind for each in timeline_of(again(order))]
    assert told[:3] == ["refund_replaced", "refund_failed", "refunded"]


def test_both_sides_read_on_the_order_that_a_refund_came_back(stripe, order, client):
    session = pay_and_settle(stripe, order, card="4000000000005126")
    refund(order)
    services.send_refunds()
    stripe.lever("clock", seconds=10)
    stripe.lever("clock", seconds=0)
    services.take_in(event_of("refund.failed", news_of(stripe, session)))
    client.get(f"{order.get_absolute_url()}?key={key_of(order.number)}")
    for language, words in (("", "Your bank sent ¥38.00 of it back"), ("/zh-hans", "其中 ¥38.00 被银行退回")):
        assert words in client.get(f"{language}/orders/{order.number}/").text
    client.force_login(a_member_of_staff("owner"))
    assert "Came back from the bank" in client.get(f"/backoffice/orders/{order.number}/").text


def test_a_pending_refund_is_with_the_bank_until_it_arrives(stripe, order):
    pay_and_settle(stripe, order, card="4000000000007726")
    promised = refund(order)
    services.send_refunds()
    assert (again(promised).state, again(order).amount_refunded) == ("sent", 0)
    stripe.lever("clock", seconds=10)
    stripe.lever("clock", seconds=0)
    assert sending.ask_after_refunds(timedelta(0)) == 1
    assert (again(promised).state, again(order).amount_refunded) == ("succeeded", Decimal("38.00"))


def test_a_refund_made_in_stripe_s_dashboard_is_ours_too(stripe, order):
    session = pay_and_settle(stripe, order)
    stripe.client().v1.refunds.create({"payment_intent": queries.payment_of(order).reference, "amount": 3800})
    for event in 2 * news_of(stripe, session):
        services.take_in(event)
    assert again(order).amount_refunded == Decimal("38.00")
    assert (Refund.objects.get().by, queries.refundable(order)) == ("Stripe", Decimal("100.00"))


def test_our_own_refund_is_not_taken_for_a_foreign_one(stripe, order):
    session = pay_and_settle(stripe, order)
    refund(order)
    services.send_refunds()
    for event in news_of(stripe, session):
        services.take_in(event)
    assert Refund.objects.count() == 1
    assert again(order).amount_refunded == Decimal("38.00")
