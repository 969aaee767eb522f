"""What an order costs when it is paid later than it was placed: never more than agreed, and less where prices fell."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from catalogue.inventory.models import StockRecord
from kernel import clock
from kernel.outbox import deliver_due
from membership.points import services as points
from membership.points.queries import balance_of, imbalances
from orders import services as orders
from orders.models import Order
from orders.payments.models import CheckoutSession
from orders.payments.ports import FALLEN_PRICES
from orders.payments.services import Outcome, confirm_return
from orders.queries import hash_of_rows, timeline_of
from promotions.coupons.models import Coupon, VoucherApplication
from promotions.models import Promotion
from tests.membership.staff.factories import a_shopper
from tests.orders.buying import Buyer, a_ready_buyer
from tests.orders.factories import a_stock
from tests.orders.payments.till import open_session, pay
from tests.promotions.coupons.factories import a_coupon
from tests.promotions.test_queries import a_gift_promotion, a_promotion, a_range, an_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def bought(stock):
    """Two pieces at 69.00, placed ten minutes ago and not paid."""
    return placed(stock)


def placed(stock, **more):
    a_ready_buyer(stock, quantity=2, **more).place()
    return a_while_ago()


def a_while_ago():
    Order.objects.update(date_placed=clock.now() - timedelta(minutes=10))
    return Order.objects.get()


def price_is(stock, price):
    StockRecord.objects.filter(pk=stock.pk).update(price=Decimal(price))


def paid_later(stripe, order):
    """What Stripe was asked for, and what became of it."""
    session = pay(stripe, order)
    assert confirm_return(session_id=session.session_id) is Outcome.PAID
    order.refresh_from_db()
    assert order.snapshot_hash == hash_of_rows(order)
    assert order.amount_paid == order.total_incl_tax == session.amount
    return order.amount_paid


def test_a_drop_is_passed_on_before_the_page_opens_and_the_history_says_so(stripe, bought, stock):
    before = bought.total_incl_tax
    price_is(stock, "60.00")
    assert paid_later(stripe, bought) == before - 18
    assert bought.lines.get().line_price_incl_tax == Decimal("120.00")
    assert "Cheaper by now: the lower price counts" in [told.words for told in timeline_of(bought)]


def test_a_rise_is_not(stripe, bought, stock):
    before = bought.total_incl_tax
    price_is(stock, "79.00")
    assert paid_later(stripe, bought) == before
    assert not bought.timeline.filter(kind="price_fell").exists()


def test_a_promotion_that_began_meanwhile_is_counted_and_its_end_is_not(stripe, bought):
    promotion = a_promotion((100, "Absolute", 10), budget=Decimal("10.00"))
    before = bought.total_incl_tax
    open_session(bought)
    bought.refresh_from_db()
    assert bought.total_incl_tax == before - 10
    Promotion.objects.update(status="stopped")
    CheckoutSession.objects.update(state="failed")
    assert paid_later(stripe, bought) == before - 10
    promotion.refresh_from_db()
    assert (promotion.used, promotion.spent) == (1, Decimal("10.00"))


def test_the_page_at_the_earlier_price_can_be_paid_no_more(stripe, bought, stock):
    first = open_session(bought)
    price_is(stock, "60.00")
    second = open_session(bought)
    first.refresh_from_db()
    assert (first.state, second.amount) == ("expired", first.amount - 18)
    assert stripe.client().v1.checkout.sessions.retrieve(first.session_id).status == "expired"


def test_the_page_at_the_earlier_price_that_was_quicker_pays_the_order(stripe, bought, stock):
    session = pay(stripe, bought)
    price_is(stock, "60.00")
    with pytest.raises(Exception, match=bought.number):
        open_session(bought)
    bought.refresh_from_db()
    assert (bought.status, bought.amount_paid) == ("paid", session.amount)


def test_where_stripe_cannot_be_asked_the_agreed_price_stands(stripe, bought, stock):
    session = open_session(bought)
    price_is(stock, "60.00")
    stripe.order("fail_before", matching=f"/v1/checkout/sessions/{session.session_id}/expire", times=3)
    assert open_session(bought) == session


def test_coupon_budget_and_gift_are_used_once_at_the_lower_price(stripe, stock):
    coupon = a_coupon(kind="code", code="TENOFF", total=1, per_person=1)
    promotion = a_promotion((100, "Percentage", 10), budget=Decimal("20.00"), most_uses_each=1)
    a_gift_promotion(a_stock(title="Small pot", on_hand=1))
    order = placed(stock, code="TENOFF")
    price_is(stock, "60.00")
    paid_later(stripe, order)
    promotion.refresh_from_db()
    assert (promotion.used, promotion.spent) == (1, Decimal("12.00"))
    assert Coupon.objects.get(pk=coupon.pk).taken == 1
    assert VoucherApplication.objects.get(given_back_at=None).amount == Decimal("10.00")
    assert order.lines.exclude(gift_of=None).get().quantity == 1


@pytest.mark.parametrize("limits", [{"most_uses": 1}, {"budget": Decimal("13.80")}])
def test_the_last_of_a_promotion_that_the_order_itself_had_does_not_hide_a_drop(stripe, stock, limits):
    promotion = a_promotion((100, "Percentage", 10), **limits)
    order = placed(stock)
    price_is(stock, "60.00")
    assert paid_later(stripe, order) == Decimal("108.00")
    promotion.refresh_from_db()
    assert (promotion.used, promotion.spent) == (1, Decimal("12.00"))


def test_the_last_of_an_offer_without_a_promotion_does_not_either(stripe, stock):
    within = a_range(includes_all_products=True)
    offer = an_offer(within, gain=("Percentage", 10), max_global_applications=1, max_discount=Decimal(14))
    order = placed(stock)
    price_is(stock, "60.00")
    assert paid_later(stripe, order) == Decimal("108.00")
    offer.refresh_from_db()
    assert (offer.num_applications, offer.total_discount) == (1, Decimal("12.00"))


def test_a_coupon_that_is_stopped_by_now_keeps_the_agreed_price(stripe, stock):
    coupon = a_coupon(kind="code", code="TENOFF")
    order = placed(stock, code="TENOFF")
    Coupon.objects.filter(pk=coupon.pk).update(state="stopped")
    price_is(stock, "60.00")
    before = order.total_incl_tax
    assert paid_later(stripe, order) == before
    assert VoucherApplication.objects.get().given_back_at is None


def test_points_beyond_the_cap_of_the_cheaper_goods_come_back(stripe, stock):
    member = a_shopper()
    points.earn(user_id=member.pk, points=10_000, key="gift", reason="gift")
    order = placed_with_points(stock, member, 4140)
    price_is(stock, "60.00")
    paid_later(stripe, order)
    assert (order.points_spent, balance_of(member.pk).available) == (3600, 6400)
    orders.lock(order)
    deliver_due()
    assert imbalances() == []


def placed_with_points(stock, member, number):
    """Thirty percent of 138.00, ten minutes ago."""
    buyer = Buyer(Client())
    buyer.browser.force_login(member)
    buyer.come_to_checkout(stock, quantity=2)
    buyer.browser.post("/checkout/points/", {"points": number})
    buyer.see_checkout()
    buyer.place()
    return a_while_ago()


def test_just_placed_costs_no_query_to_look(bought, django_assert_num_queries):
    Order.objects.update(date_placed=clock.now())
    bought.refresh_from_db()
    with django_assert_num_queries(0):
        assert FALLEN_PRICES["checkout"](bought) is None


def test_what_was_taken_off_the_shelf_is_paid_as_agreed(stripe, bought, stock):
    before = bought.total_incl_tax
    StockRecord.objects.filter(pk=stock.pk).update(price=None)
    assert paid_later(stripe, bought) == before


def test_an_offer_on_each_piece_that_ended_does_not_hide_a_drop(stripe, stock):
    offer = an_offer(a_range(includes_all_products=True), need=("Value", 0), gain=("Percentage", 10))
    order = placed(stock)
    before = order.total_incl_tax
    offer.delete()
    price_is(stock, "60.00")
    assert paid_later(stripe, order) == before - Decimal("4.20")
