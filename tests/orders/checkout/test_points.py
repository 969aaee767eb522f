"""Paying for a part of an order with points, by the pages."""

from decimal import Decimal

import pytest
from django.test import Client

from kernel import outbox
from kernel.thresholds import set_values
from membership.points import services as points
from membership.points.queries import balance_of
from orders import services as orders
from orders.models import LineDiscount, Order
from tests.membership.points.factories import a_shopper_with_points
from tests.orders.buying import Buyer

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return a_shopper_with_points()


@pytest.fixture
def buyer(member, stock):
    """At the checkout of two pieces for ¥138.00, delivery free."""
    browser = Client()
    browser.force_login(member)
    buyer = Buyer(browser)
    buyer.come_to_checkout(stock, quantity=2)
    return buyer


def use(buyer, sent):
    return buyer.browser.post("/checkout/points/", {"points": sent})


def text(response):
    return " ".join(response.content.decode().split())


def total(buyer):
    buyer.see_checkout()
    return Decimal(buyer.form["seen_total"])


def test_points_are_money_at_the_checkout_the_order_and_the_ledger(buyer, member):
    before = total(buyer)
    assert use(buyer, "2000")["Location"] == "/checkout/"
    page = text(buyer.see_checkout())
    assert "2,000 points" in page
    assert "−¥20.00" in page
    buyer.place()
    order = Order.objects.get()
    assert (order.points_spent, order.points_discount) == (2_000, Decimal("20.00"))
    assert order.total_incl_tax == before - 20
    assert [share.amount for share in LineDiscount.objects.filter(lane="points")] == [Decimal("20.00")]
    assert balance_of(member.pk).available == 3_000
    assert "−¥20.00" in text(buyer.browser.get(order.get_absolute_url()))


def test_a_cancelled_order_gives_them_back(buyer, member):
    use(buyer, "2000")
    buyer.see_checkout()
    buyer.place()
    orders.cancel(order=Order.objects.get(), reason="unpaid")
    outbox.deliver_due()
    assert balance_of(member.pk).available == 5_000


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ("-1", "Points cannot be less than 0."),
        ("5001", "You have 5,000 points."),
        ("4141", "This order takes 4,140 points at most: they pay for up to 30% of the goods."),
        ("1.5", "Enter a whole number of points."),
        ("many", "Enter a whole number of points."),
        ("9" * 40, "You have 5,000 points."),
        ("9" * 5000, "Enter a whole number of points."),
        ("", "Enter how many points to use."),
    ],
)
def test_too_many_or_none_at_all_are_refused_in_words_and_change_nothing(buyer, sent, refusal):
    before = total(buyer)
    response = use(buyer, sent)
    assert response.status_code == 422
    assert refusal in text(response)
    assert total(buyer) == before


def test_the_merchant_says_how_much_points_pay_for(buyer):
    before = total(buyer)
    set_values({"points.most_percent": 10})
    assert "1,380 points at most: they pay for up to 10% of the goods." in text(use(buyer, "1381"))
    use(buyer, "1380")
    assert total(buyer) == before - Decimal("13.80")


def test_thirty_percent_of_the_goods_and_not_a_point_more(buyer):
    before = total(buyer)
    use(buyer, "4140")
    assert total(buyer) == before - Decimal("41.40")
    use(buyer, "0")
    assert total(buyer) == before


def test_points_spent_in_another_tab_are_asked_about_and_nothing_is_ordered(buyer, member):
    use(buyer, "4000")
    buyer.see_checkout()
    points.spend(user_id=member.pk, points=4_500, key="spend:elsewhere")
    response = buyer.place()
    assert response.status_code == 409
    assert "Your points were spent elsewhere meanwhile." in text(response)
    assert not Order.objects.exists()
    assert balance_of(member.pk).available == 500
    buyer.see_checkout()
    buyer.place()
    assert Order.objects.get().points_spent == 500


def test_a_guest_has_no_points_to_spend(stock):
    guest = Buyer(Client())
    guest.come_to_checkout(stock)
    before = total(guest)
    assert use(guest, "100").status_code == 422
    assert total(guest) == before


def test_looking_at_points_alone_leads_to_the_checkout(buyer):
    assert buyer.browser.get("/checkout/points/")["Location"] == "/checkout/"


def test_a_member_with_points_has_a_checkout_within_its_budget(buyer, django_assert_max_num_queries):
    use(buyer, "2000")
    with django_assert_max_num_queries(17):
        buyer.see_checkout()
