import json

import pytest
from django.urls import reverse

from analytics.capture import views

pytestmark = pytest.mark.django_db
LEAVING = {"kind": "page_leave", "seconds": 12, "scroll": 80}


@pytest.fixture
def tell(browser):
    """Send what a page of ours would send, after having looked at it."""
    browser.get("/")

    def tell(*events, path="/", body=None, **headers):
        return browser.post(
            reverse("capture:beacon"),
            body if body is not None else json.dumps({"path": path, "events": events}),
            content_type="text/plain;charset=UTF-8",
            headers={"Sec-Fetch-Site": "same-origin", **headers},
        )

    return tell


def test_leaving_a_page_proves_the_visitor_and_tells_how_long(tell, written):
    assert tell(LEAVING).status_code == 204
    seen, left = written()
    assert (seen.kind, left.kind, left.page, left.seconds, left.scroll) == ("page_view", "page_leave", "home", 12, 80)
    assert seen.visitor_id == left.visitor_id


def test_cards_shown_and_clicked(tell, written):
    tell({"kind": "cards_shown", "products": [3, 1]}, {"kind": "click", "target": "card", "product": 3})
    shown, click, _ = sorted(written(), key=lambda event: event.kind)
    assert shown.shown == [1, 3]
    assert (click.target, click.product_id) == ("card", 3)


def test_the_page_is_named_by_its_route_in_any_language(tell, written):
    tell(LEAVING, path="/zh-hans/?token=secret")
    assert [event.page for event in written()] == ["home", "home"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "", "Origin": "https://elsewhere.example"}, 403),
        ({"Sec-Fetch-Site": "", "Origin": ""}, 403),
        ({"Sec-Fetch-Site": "", "Origin": "http://testserver"}, 204),
    ],
)
def test_only_our_own_pages_may_tell(tell, headers, status):
    assert tell(LEAVING, **headers).status_code == status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("not json", 400),
        ('{"path": "/", "events": [{"kind": "order_paid"}]}', 400),
        ('{"path": "/nothing-here/", "events": []}', 400),
        ('{"path": 7, "events": []}', 400),
        ("x" * (views.LARGEST + 1), 413),
        (b"\xff\xfe", 400),
        ("[" * 5000, 400),
    ],
)
def test_nonsense_is_refused_and_leaves_nothing(tell, written, body, status):
    assert tell(body=body).status_code == status
    assert written() == []


def test_a_script_gone_mad_is_slowed_down(tell, monkeypatch):
    monkeypatch.setattr(views, "MOST_A_MINUTE", 2)
    assert [tell(LEAVING).status_code for _ in range(3)] == [204, 204, 429]
    assert tell(LEAVING)["Retry-After"] == "60"


@pytest.mark.parametrize("refusal", [{"DNT": "1"}, {"User-Agent": "curl/8"}])
def test_who_is_not_followed_is_politely_ignored(tell, written, refusal):
    assert tell(LEAVING, **refusal).status_code == 204
    assert written() == []


def test_without_the_cookie_nothing_is_taken(client, written):
    client.post(reverse("capture:beacon"), "{}", content_type="text/plain", headers={"Sec-Fetch-Site": "same-origin"})
    assert written() == []


def test_it_is_only_for_telling(browser):
    assert browser.get(reverse("capture:beacon")).status_code == 405
