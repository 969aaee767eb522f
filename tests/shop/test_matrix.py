"""Every address of the shop that names a thing, opened by everyone whose thing it is not. A new address needs a row.

The back office has a matrix of its own: tests/shop/backoffice/test_matrix.py.
"""

import re

import pytest
from django.test import Client

from membership.addresses.services import Destination, keep_address
from orders.aftersales.models import Evidence, Return
from orders.basket.models import Line
from orders.invoices.services import ask_for_invoice
from tests.addresses import addresses
from tests.browsers import Browser
from tests.membership.staff.factories import a_shopper
from tests.orders.aftersales.factories import a_delivered_order
from tests.orders.aftersales.photographs import a_photograph
from tests.orders.aftersales.test_again import exchanged
from tests.orders.aftersales.test_pages import ask, variants
from tests.orders.factories import a_stock, an_order

pytestmark = pytest.mark.django_db

HOME = Destination("林薇", "+8613800180018", "CN", "上海市", "市辖区", "徐汇区", "武康路 5 号 302 室")

#: What somebody owns, and the addresses that lead to it.
OWNED = {
    "orders/{order}/",
    "orders/{order}/cancellation/",
    "orders/{order}/returns/",
    "orders/{order}/returns/{place}/",
    "orders/{order}/returns/{place}/withdrawal/",
    "orders/{exchanged}/returns/{place}/returns/",
    "orders/{order}/returns/{place}/reply/",
    "orders/{order}/returns/{place}/parcel/",
    "orders/{order}/returns/{place}/photographs/{photograph}/",
    "orders/{order}/invoice/",
    "orders/{order}/invoices/{year}-{invoice}.pdf",
    "checkout/payment/{unpaid}/",
    "checkout/payment/{unpaid}/cancelled/",
    "basket/lines/{line}/",
    "account/addresses/{address}/",
    "account/addresses/{address}/removal/",
}
#: For everybody, or for whoever holds what cannot be guessed: each has tests of its own.
OPEN = {
    "callbacks/carriers/<slug:source>/",
    "sitemap-<int:file>.xml",
    "categories/<slug:slug>-<int:pk>/",
    "tags/<slug:slug>-<int:pk>/",
    "products/<slug:slug>-<int:pk>/",
    "products/<int:pk>/review/",
    "products/<int:pk>/share/",
    "s/<str:code>/",
    "points-mall/<int:pk>/exchanges/",
    "language/<str:language>/",
    "coupons/<int:pk>/claims/",
    "parcels/<str:token>/",
    "orders/<str:number>/link/",
    # allauth's, which looks for keys among the member's own
    "account/second-factor/webauthn/keys/<int:pk>/remove/",
    "account/second-factor/webauthn/keys/<int:pk>/edit/",
}


def shape(address):
    """The address with its things blotted out, as both notations have it."""
    return re.sub(r"<[^>]*>|\{[^}]*\}", "*", address)


def test_every_address_that_names_a_thing_has_a_row():
    naming = {route for route, _ in addresses() if "<" in route and not route.startswith("backoffice/")}
    assert {shape(route) for route in naming} == {shape(row) for row in OWNED | OPEN}


@pytest.fixture
def things():
    """Of one member, everything that the addresses name."""
    owner, stock, browser = a_shopper(), a_stock(), Browser()
    browser.force_login(owner)
    order = a_delivered_order(stock, user=owner)
    assert ask(browser, order, photographs=[a_photograph()]).status_code == 302
    shoe, other = variants(1)
    another = a_delivered_order(shoe, user=owner)
    exchanged(another, other)
    invoice = ask_for_invoice(order=order, buyer="personal", title="林薇")
    browser.post("/basket/lines/", {"sku": stock.partner_sku})
    return browser, {
        "order": order.number,
        "exchanged": another.number,
        "unpaid": an_order(stock, user=owner).number,
        "place": 1,
        "photograph": Evidence.objects.get().pk,
        "year": invoice.year,
        "invoice": invoice.place,
        "line": Line.objects.get().pk,
        "address": keep_address(user=owner, destination=HOME).pk,
    }


def a_member():
    browser = Browser()
    browser.force_login(a_shopper())
    return browser


def is_shut(answer):
    """Not there, not to be done so, or to be asked for after logging in."""
    return answer.status_code in (404, 405) or "/account/login/" in answer.get("Location", "")


@pytest.mark.parametrize("visitor", [Client, a_member], ids=["stranger", "another member"])
def test_what_is_somebody_elses_does_not_exist_and_stays_as_it_is(things, visitor):
    _, named = things
    browser, wrong = visitor(), []
    for row in sorted(OWNED):
        address = "/" + row.format(**named)
        answers = [send(address, {"quantity": 3, "text": "mine"}) for send in (browser.get, browser.post)]
        wrong += [(row, answer.status_code) for answer in answers if not is_shut(answer)]
    assert wrong == []
    assert (Return.objects.get(order__number=named["order"]).state, Line.objects.get().quantity) == ("requested", 1)


def test_the_owner_opens_all_of_them(things):
    """So that the rows above lead somewhere."""
    browser, named = things
    pages = OWNED - {"orders/{order}/returns/{place}/photographs/{photograph}/"}  # a file; it has a test of its own
    statuses = [browser.get("/" + row.format(**named)).status_code for row in sorted(pages)]
    assert set(statuses) <= {200, 302, 405}
    assert statuses.count(200) >= 6


def test_no_form_is_taken_without_its_token(db):
    browser, signed = Client(enforce_csrf_checks=True), ("callbacks/", "events/")
    taken = [
        route
        for route, _ in addresses()
        if not route.startswith(signed) and browser.post("/" + filled(route)).status_code != 403
    ]
    assert taken == []


def filled(route):
    """Something that fits each converter."""
    kinds = {"int": "1", "slug": "a", "str": "en", "uuid": "00000000-0000-0000-0000-000000000000"}
    return re.sub(r"<(\w+):\w+>", lambda match: kinds.get(match[1], "2020-01-01"), route).replace("^", "")
