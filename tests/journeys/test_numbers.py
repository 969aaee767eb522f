"""Somebody looks round the shop, and the numbers show it."""

from datetime import date

from django.conf import settings
from playwright.sync_api import Page, expect

from analytics.capture import services as capture
from analytics.capture.models import Event
from analytics.rollups import services as rollups
from kernel import clock
from membership.models import User
from membership.staff import services as staff
from tests.journeys.conftest import DESK
from tests.running_shop import eventually

#: As a person would come: a browser that drives itself says so, and is not counted.
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"


def test_a_visit_is_in_the_numbers(a_page, shop, client):
    began = clock.today()
    look_round(a_page(DESK, name=BROWSER))
    eventually(lambda: written("page_leave") == 2)
    assert written("page_view") == 2
    assert Event.objects.values("visitor_id").distinct().count() == 1
    rollups.roll_up_changed()
    numbers = open_numbers(a_page(DESK), client, since=began)
    expect(numbers.get_by_role("link", name="Visitors").first).to_contain_text("1")
    expect(numbers.locator("#chart canvas").first).to_be_visible()
    expect(numbers.get_by_role("button", name="Picture")).to_be_visible()


def written(kind: str) -> int:
    capture.write_waiting()
    return Event.objects.filter(kind=kind).count()


def look_round(page: Page) -> None:
    for address in ("/", "/search/?q=lamp"):
        page.goto(address)
        # What a browser sends while a page goes away carries its real name, so the page is left before it goes.
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")


def open_numbers(page: Page, client, *, since: date) -> Page:
    analyst = User.objects.create(email="analyst@demo.shop")
    staff.give_role(user=analyst, role="analyst")
    client.force_login(analyst)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.goto("/")
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": page.url}])
    page.goto(f"/backoffice/kpis/?kpi=visitors&from={since}&to={clock.today()}")
    return page
