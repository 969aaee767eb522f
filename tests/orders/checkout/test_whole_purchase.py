"""A purchase from the basket to the thanks, as the member has it who uses every lever there is."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from orders.models import Order
from tests.membership.points.factories import a_shopper_with_points
from tests.orders.buying import ADDRESS, Buyer
from tests.orders.factories import a_stock
from tests.orders.payments.till import deliver, event_of, news_of
from tests.promotions.coupons.factories import a_coupon, voucher_of
from tests.promotions.test_queries import a_range, an_offer

pytestmark = pytest.mark.django_db

LINES, OFFERS = 5, 20


@pytest.fixture
def member():
    return a_shopper_with_points()


@pytest.fixture
def buyer(member):
    """Five lines under twenty offers lie in the basket, with a coupon; the shop's frame is warm."""
    everything = a_range(includes_all_products=True)
    for priority in range(OFFERS):
        an_offer(everything, need=("Value", 100 + priority), gain=("Percentage", 5), priority=priority)
    buyer = Buyer(Client())
    buyer.browser.force_login(member)
    for _ in range(LINES):
        buyer.add(a_stock())
    buyer.browser.post("/basket/codes/", {"code": voucher_of(a_coupon(kind="code")).code})
    buyer.browser.get("/basket/")
    return buyer


def walk_to_the_hosted_page(buyer):
    """Every page and form in between; the order it placed."""
    for page in ("/basket/", "/checkout/"):
        assert buyer.browser.get(page).status_code == 200
    assert buyer.browser.post("/checkout/points/", {**ADDRESS, "points": "1000"})["Location"] == "/checkout/"
    buyer.see_checkout()
    hosted = buyer.send(**buyer.form)
    assert urlsplit(hosted["Location"]).path.startswith("/pay/")
    return Order.objects.get()


def pay(stripe, client, order):
    """At Stripe's, who tells us before the shopper is back."""
    session = order.checkout_sessions.get()
    stripe.lever("payments", session=session.session_id, card="4242424242424242")
    deliver(client, event_of("payment_intent.succeeded", news_of(stripe, session)))
    return session


def come_back(buyer, session):
    thanks = buyer.browser.get("/checkout/payment/return/", {"session": session.session_id})
    return buyer.browser.get(thanks["Location"])


def test_it_asks_no_more_than_a_hundred_questions(stripe, client, buyer, django_assert_max_num_queries):
    with django_assert_max_num_queries(100) as going:
        order = walk_to_the_hosted_page(buyer)
    session = pay(stripe, client, order)
    with django_assert_max_num_queries(100 - len(going)):
        page = come_back(buyer, session)
    order.refresh_from_db()
    assert (order.status, order.points_spent) == (Order.Status.PAID, 1_000)
    assert len(order.discounts.all()) == 2  # the offer that takes most, and the coupon
    assert order.number in page.content.decode()
