"""Who asks faster than anybody reads waits a minute: searches, baskets and orders, each counted for an address."""

import pytest

from catalogue.inventory.models import StockRecord
from kernel import audit, clock, pace
from orders.basket.models import Line
from orders.basket.views import MOST_ADDITIONS
from orders.checkout.views import MOST_ORDERS
from orders.models import Order
from shop.storefront.views import MOST_SEARCHES
from tests.browsers import Browser
from tests.orders.buying import a_ready_buyer, outcome
from tests.orders.factories import a_stock

pytestmark = pytest.mark.django_db

PROGRAM = "203.0.113.7"


@pytest.fixture
def hurry(time_machine):
    """So many of a topic were sent from one address in this minute, by whatever browser."""
    time_machine.move_to(clock.now().replace(second=0), tick=False)

    def went(topic, times):
        with audit.acting("", PROGRAM):
            return [pace.may_go_on(topic, most=times) for _ in range(times)]

    return went


def must_wait(answer):
    return (answer.status_code, answer.get("Retry-After")) == (429, "60")


@pytest.fixture
def program():
    return Browser(REMOTE_ADDR=PROGRAM)


def test_search_and_its_suggestions_share_a_pace(program, hurry):
    hurry("search", MOST_SEARCHES - 1)
    assert program.get("/search/?q=lamp").status_code == 200
    assert "wait 1 minute" in program.get("/search/?q=chair").text
    assert must_wait(program.get("/search/?q=chair"))
    assert must_wait(program.get("/search/suggestions/?q=chair"))
    assert must_wait(program.get("/zh-hans/search/?q=椅子", headers={"X-Forwarded-For": "198.51.100.1"}))
    assert Browser(REMOTE_ADDR="198.51.100.1").get("/search/?q=chair").status_code == 200


def test_what_was_just_found_is_shown_however_often_it_is_asked_for(program, hurry):
    program.get("/search/?q=lamp")
    hurry("search", MOST_SEARCHES)
    assert program.get("/search/?q=lamp").status_code == 200


def test_baskets_are_filled_at_the_pace_of_people(program, hurry):
    stock = a_stock()
    hurry("basket", MOST_ADDITIONS - 1)
    assert program.post("/basket/lines/", {"sku": stock.partner_sku}).status_code == 302
    refused = program.post("/basket/lines/", {"sku": stock.partner_sku})
    assert must_wait(refused) and "That was too fast" in refused.text
    assert must_wait(program.post("/basket/lines/", {"sku": stock.partner_sku}, headers={"HX-Request": "true"}))
    assert Line.objects.get().quantity == 1


def test_orders_that_hold_pieces_are_placed_at_the_pace_of_people(hurry):
    stock = a_stock(on_hand=10)
    first, second = a_ready_buyer(stock), a_ready_buyer(stock)
    for buyer in (first, second):
        buyer.browser.defaults["REMOTE_ADDR"] = PROGRAM
    hurry("orders", MOST_ORDERS - 1)
    assert outcome(first.place()) == "placed"
    refused = second.place()
    assert must_wait(refused) and "Nothing was ordered" in refused.text
    assert (Order.objects.count(), StockRecord.objects.get().num_allocated) == (1, 1)
    second.browser.defaults["REMOTE_ADDR"] = "198.51.100.1"
    assert outcome(second.place()) == "placed"
