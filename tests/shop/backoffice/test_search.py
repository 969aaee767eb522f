"""One box for everything."""

import pytest

from tests.catalogue.factories import a_product
from tests.membership.staff.factories import a_member_of_staff, a_shopper
from tests.orders.factories import an_order
from tests.shop.backoffice.factories import a_sku
from tests.shop.backoffice.orders.conftest import a_paid_order, an_address

pytestmark = pytest.mark.django_db


def found(browser, words):
    """Where one hit leads, or the titles of several."""
    answer = browser.get("/backoffice/search/", {"q": words})
    return answer["Location"] if answer.status_code == 302 else [hit.title for hit in answer.context["hits"]]


def test_an_order_is_found_by_number_phone_and_mail(office):
    order = an_order(shipping_address=an_address(phone="+8613800013826"), guest_email="lin@example.com")
    an_order()
    for words in (order.number, order.number.replace("-", "").lower(), "13826", "lin@example.com"):
        assert found(office, words) == f"/backoffice/orders/{order.number}/"


def test_an_order_is_found_by_its_tracking_number(office):
    order = a_paid_order()
    form = {f"line_{line.pk}": line.quantity for line in order.lines.all()}
    number = "YT2611240093715"
    office.post(f"/backoffice/orders/{order.number}/shipments/", {**form, "carrier": "yuantong", "number": number})
    assert found(office, number) == f"/backoffice/orders/{order.number}/"


def test_goods_are_found_by_sku_and_title(office):
    stock = a_sku("POT-RED")
    assert found(office, "pot-r") == f"/backoffice/stock/{stock.pk}/"
    product = a_product("Shore armchair", chinese="岸 · 扶手椅")
    for words in ("armchair", "扶手椅"):
        assert found(office, words) == f"/backoffice/products/{product.pk}/"


def test_people_are_found_by_mail(office):
    lin = a_shopper(email="lin@example.com")
    colleague = a_member_of_staff("support", email="zhou@shop.example")
    assert found(office, "lin@example") == f"/backoffice/members/{lin.pk}/"
    assert found(office, "zhou") == f"/backoffice/staff/{colleague.pk}/"


def test_several_hits_are_listed(office):
    a_sku("POT-RED")
    a_sku("POT-BLUE")
    assert found(office, "POT") == ["POT-BLUE", "POT-RED"]


def test_nobody_finds_what_they_may_not_see(client):
    order = an_order(guest_email="lin@example.com")
    client.force_login(a_member_of_staff("marketer"))
    for words in (order.number, "lin@example.com"):
        assert found(client, words) == []


@pytest.mark.parametrize("words", ["", " ", "%", "'", "x" * 5000, "🪴", "\0", "١٢٣", "&"])
def test_odd_words_find_nothing_and_break_nothing(office, words):
    an_order()
    assert found(office, words) == []


def test_a_search_costs_few_queries(office, django_assert_max_num_queries):
    for _ in range(5):
        an_order()
    a_sku("POT-RED")
    a_sku("POT-BLUE")
    office.get("/backoffice/")
    with django_assert_max_num_queries(20):
        office.get("/backoffice/search/", {"q": "POT"})
