"""An order's page: who may see it, what it says in each state, and the account's list."""

from datetime import timedelta
from decimal import Decimal

import pytest

from kernel import clock
from orders import services
from orders.fulfilment.services import ship_replacement
from orders.models import Order
from orders.queries import key_of
from tests.orders.buying import a_buyer
from tests.orders.factories import a_stock, an_order


def text(response):
    return " ".join(response.content.decode().split())


def url(order):
    return f"/orders/{order.number}/"


@pytest.fixture
def member(db, django_user_model):
    return django_user_model.objects.create_user(email="lin@example.com", password="x")


def test_nobody_else_finds_an_order(client, order, stock, member):
    client.force_login(member)
    assert client.get(url(order)).status_code == 404
    assert client.post(f"{url(order)}cancellation/").status_code == 404
    order.refresh_from_db()
    assert order.status == "pending"


@pytest.mark.parametrize("number", ["1", "100001", "0000-0000-0000", "x" * 500, "%00", "' OR 1=1 --"])
def test_a_guessed_number_finds_nothing(client, order, number):
    assert client.get(f"/orders/{number}/").status_code == 404


def test_the_key_from_the_mail_opens_one_order_and_leaves_the_address(client, order, stock):
    other = an_order(stock)
    assert client.get(f"{url(order)}?key={key_of(other.number)}").status_code == 404
    assert client.get(f"{url(order)}?key={key_of(order.number)}")["Location"] == url(order)
    assert client.get(url(order)).status_code == 200
    assert client.get(url(other)).status_code == 404


def test_a_number_read_aloud_finds_its_page(client, order, member):
    order.user = member
    order.save()
    client.force_login(member)
    assert client.get(f"/orders/{order.number.lower().replace('-', '')}/").status_code == 200


@pytest.fixture
def page(client, order, member):
    """The order's page as its member sees it now."""
    order.user = member
    order.save()
    client.force_login(member)
    return lambda language="": text(client.get(f"{language}{url(order)}"))


def test_each_state_says_what_happens_next(page, order):
    assert "One step is left: paying" in page()
    assert "Pay ¥138.00" in page()
    services.mark_paid(order=order, amount=Decimal("138.00"), at=clock.now())
    assert "Thank you, your order is confirmed" in page()
    assert "Pay ¥138.00" not in page()
    assert "谢谢，订单已确认" in page("/zh-hans")
    services.mark_shipped(order=order, at=clock.now())
    assert "On its way" in page()
    services.mark_delivered(order=order, at=clock.now())
    assert "Your order has arrived" in page()
    services.record_refund(order=order, amount=Decimal("138.00"), at=clock.now())
    assert "This order was refunded" in page()


def test_a_shopper_cancels_while_it_is_unpaid_and_not_after(client, page, order, stock):
    page()
    services.mark_paid(order=order, amount=Decimal("138.00"), at=clock.now())
    refused = text(client.post(f"{url(order)}cancellation/", follow=True))
    assert "This order is paid already" in refused
    second = an_order(stock, user=order.user)
    cancelled = text(client.post(f"{url(second)}cancellation/", follow=True))
    assert "You cancelled it before paying. Nothing was charged." in cancelled
    assert "Nothing was charged" not in text(client.get(f"/zh-hans{url(second)}"))
    stock.refresh_from_db()
    assert stock.num_allocated == 2


def test_what_comes_in_exchange_for_goods_of_the_former_shop_is_followed(page, order):
    """Such an order is delivered, and nobody knows when it left."""
    Order.objects.filter(pk=order.pk).update(status=Order.Status.DELIVERED, delivered_at=clock.now())
    ship_replacement(order=order, carrier="courier", number="CC2611240937")
    assert "CC2611240937" in page()


def test_an_order_past_its_time_offers_no_payment(page, order):
    order.pay_by = clock.now() - timedelta(seconds=1)
    order.save()
    assert "Pay ¥138.00" not in page()


def test_the_page_costs_the_same_for_one_line_and_for_nine(client, member, django_assert_max_num_queries):
    client.force_login(member)
    client.get("/basket/")  # what every page remembers is there
    for order in (an_order(user=member), an_order(*[a_stock() for _ in range(9)], user=member)):
        with django_assert_max_num_queries(10):
            client.get(url(order))


def test_the_account_lists_orders_page_by_page(client, member, stock, django_assert_max_num_queries):
    client.force_login(member)
    assert "No orders yet" in text(client.get("/account/orders/"))
    numbers = [an_order(stock, user=member, quantity=1).number for _ in range(10)]
    newest = an_order(a_stock(), user=member)
    with django_assert_max_num_queries(12):
        first = text(client.get("/account/orders/"))
    assert newest.number in first and numbers[0] not in first
    assert numbers[0] in text(client.get("/account/orders/?page=2"))
    assert client.get("/account/orders/?page=999").status_code == 200
    assert "Pay now" in first


def test_the_list_is_the_members_own(client, order):
    assert client.get("/account/orders/").status_code == 302


def test_a_bought_order_is_seen_by_its_guest_only(buyer, stock):
    buyer.come_to_checkout(stock)
    number = buyer.place()["Location"].split("/")[-2]
    assert buyer.browser.get(f"/orders/{number}/").status_code == 200
    assert a_buyer().browser.get(f"/orders/{number}/").status_code == 404
