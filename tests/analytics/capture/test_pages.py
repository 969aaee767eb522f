import logging

import pytest
from django.http import HttpResponse
from django.urls import resolve, reverse
from redis import Redis

from analytics.capture import stream
from analytics.capture.middleware import capture_events
from analytics.capture.models import Event
from tests.analytics.conftest import BROWSER
from tests.orders.factories import a_stock

pytestmark = pytest.mark.django_db


def test_a_page_seen_is_an_event(browser, written):
    browser.get("/?utm_source=Newsletter&utm_campaign=spring")
    browser.get("/")
    first, second = written()
    assert (first.kind, first.page, first.device, first.language) == ("page_view", "home", "phone", "en")
    assert (first.referrer, first.source, first.campaign) == ("xiaohongshu.com", "newsletter", "spring")
    assert first.visitor_id == second.visitor_id is not None


def test_what_a_page_means_is_an_event_of_its_own(browser, written):
    stock = a_stock()
    address = stock.product.get_absolute_url()
    browser.get("/search/?q=Cactus")
    browser.get(address)
    browser.post("/basket/lines/", {"sku": stock.partner_sku}, headers={"Referer": f"http://testserver{address}"})
    browser.get("/basket/")
    events = written()
    assert [event.kind for event in events] == [
        *("page_view", "search", "page_view", "product_view", "add_to_basket", "basket_view", "page_view")
    ]
    assert events[1].words == "cactus"
    assert {event.product_id for event in events[2:5]} == {stock.product_id}


def test_a_refused_piece_is_not_in_the_basket(browser, written):
    browser.get("/")
    browser.post("/basket/lines/", {"sku": "unheard of"})
    browser.get("/")
    assert [event.kind for event in written()] == ["page_view", "page_view"]


def test_one_page_without_a_second_sign_of_life_is_not_a_visitor(browser, written):
    """A program asks once, keeps no cookie and runs no script."""
    browser.get("/")
    assert written() == []


def test_the_held_page_comes_first_once_its_visitor_returns(browser, written):
    browser.get("/")
    browser.get("/zh-hans/")
    assert [event.language for event in written()] == ["en", "zh-hans"]


@pytest.mark.parametrize(
    "header",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0)"},
        {"Accept-Language": ""},
        {"Sec-Purpose": "prefetch;prerender"},
        {"HX-Request": "true"},
        {"Sec-Fetch-Dest": "empty"},
    ],
)
def test_what_no_person_looked_at_is_no_page_view(browser, written, header):
    browser.get("/")
    browser.get("/", headers=header)
    assert written() == []


def test_our_own_staff_are_not_visitors(browser, written, django_user_model):
    browser.force_login(django_user_model.objects.create(email="m@demo.shop", is_staff=True))
    browser.get("/")
    browser.get("/")
    assert written() == []


@pytest.mark.parametrize("refusal", [{"DNT": "1"}, {"Sec-GPC": "1"}, {"Cookie": "analytics=no"}])
def test_who_asked_not_to_be_followed_is_counted_without_a_trace(browser, written, refusal):
    browser.get("/?utm_source=mail", headers=refusal)
    (event,) = written()
    assert (event.kind, event.page) == ("page_view", "home")
    assert event.visitor_id is None
    assert event.device == event.referrer == event.source == ""


def test_where_the_shop_asks_first_only_a_yes_is_followed(browser, written, settings):
    settings.ANALYTICS_ASK_FIRST = True
    browser.get("/")
    browser.cookies["analytics"] = "yes"
    browser.get("/")
    assert [event.visitor_id is None for event in written()] == [True, False]


def test_missing_pages_and_the_beacon_itself_are_not_seen(browser, written):
    browser.get("/")
    browser.get("/nothing-here/")
    browser.post(reverse("capture:beacon"))
    assert written() == []


def test_watching_costs_no_query(rf, written, django_assert_num_queries):
    request = rf.get("/", headers=BROWSER)
    request.resolver_match = resolve("/")
    request.visitor_id, request.visitor_returned = "ab" * 16, True
    with django_assert_num_queries(0):
        capture_events(lambda _: HttpResponse())(request)
    assert len(written()) == 1


def test_events_hold_no_personal_data(browser, written):
    """Nothing of the request ends up in a column, wherever it was put."""
    secret = "min.zhou@example.com"
    browser.cookies["sessionid"] = "S3CR3T"
    for _ in range(2):
        browser.get(
            f"/?q={secret}&utm_source={secret}&utm_campaign=13800138000",
            headers={"User-Agent": BROWSER["User-Agent"] + " S3CR3T", "Referer": f"https://mail.example/{secret}"},
            REMOTE_ADDR="203.0.113.9",
        )
    kept = repr([vars(event) for event in written()])
    assert "page_view" in kept
    for trace in (secret, "zhou", "S3CR3T", "203.0.113.9", "13800138000", "iPhone"):
        assert trace not in kept


def test_the_columns_of_an_event_are_agreed():
    """A new column is looked at twice: could it tell who somebody is?"""
    assert {field.name for field in Event._meta.get_fields()} == {
        *("pk", "day", "id", "at", "kind", "visitor_id", "page", "product_id", "category_id", "order_number", "words"),
        *("target", "shown", "seconds", "scroll", "device", "language", "referrer", "source", "medium", "campaign"),
    }


@pytest.mark.parametrize("address", ["unix:///nowhere/valkey.sock", "redis://127.0.0.1:1/0"])
def test_a_page_does_not_suffer_when_valkey_is_away(browser, monkeypatch, caplog, address):
    monkeypatch.setattr(stream, "client", lambda: Redis.from_url(address, socket_timeout=0.25))
    dropped_before = stream.DROPPED._value.get()
    with caplog.at_level(logging.CRITICAL):
        assert browser.get("/").status_code == 200
        assert browser.get("/").status_code == 200
    assert stream.DROPPED._value.get() == dropped_before + 2


def test_after_a_failure_nobody_asks_valkey_for_a_while(browser, monkeypatch):
    asked = []

    def away():
        asked.append(1)
        return Redis.from_url("unix:///nowhere/valkey.sock")

    monkeypatch.setattr(stream, "client", away)
    for _ in range(5):
        browser.get("/")
    assert len(asked) == 1
