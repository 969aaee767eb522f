"""The account's first page: what was bought last, and where it usually goes."""

import pytest

from tests.membership.staff.factories import a_shopper
from tests.orders.factories import a_stock, an_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return a_shopper(email="lin@example.com")


@pytest.fixture
def orders(member):
    stock = a_stock(on_hand=50)
    return [an_order(stock, user=member, quantity=1) for _ in range(6)]


@pytest.mark.parametrize("language", ["", "/zh-hans"])
def test_the_four_newest_orders_stand_there_with_what_they_cost(client, member, orders, language):
    client.force_login(member)
    page = client.get(f"{language}/account/").text
    assert [order.number in page for order in orders] == [False, False, True, True, True, True]
    assert page.count('class="orders-head"') == 4


def test_orders_do_not_make_it_dearer(client, member, django_assert_max_num_queries):
    client.force_login(member)
    client.get("/account/")
    stock = a_stock(on_hand=50)
    for _ in range(6):
        an_order(stock, user=member, quantity=1)
    with django_assert_max_num_queries(8):
        client.get("/account/")
