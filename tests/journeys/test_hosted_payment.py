"""The hosted payment page on a phone: clear, mendable by thumb, and open to everyone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.shop.embedded.stripe.drivers import session_of

CARD = {"Card number": "4000 0027 6000 3184", "Expiry (MM/YY)": "12/34", "Security code (CVC)": "123"}


@pytest.fixture
def paper(browser):
    """A phone of 360 pixels."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def session(stripe):
    """¥496.00 to pay; both ways lead to an address that answers."""
    answers = f"{stripe.address}/healthz"
    return session_of(stripe.client(), success_url=f"{answers}?paid", cancel_url=f"{answers}?cancelled")


def fill(page: Page, **also: str) -> None:
    for label, value in {"Email": "lin@example.com", "Name on card": "Lin Wei", **CARD, **also}.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Pay ¥496.00").click()


def faults(page: Page) -> list[str]:
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no sideways scroll"
    return [violation["id"] for violation in Axe().run(page).response["violations"]]


def test_a_card_that_asks_the_bank_pays_in_the_end(paper, session):
    paper.goto(session.url)
    assert faults(paper) == []
    fill(paper, **{"Card number": "4242 4242 4242 4241"})
    expect(paper.get_by_label("Card number")).to_have_attribute("aria-invalid", "true")
    expect(paper.get_by_label("Name on card")).to_have_value("Lin Wei")
    expect(paper.get_by_label("Card number")).to_have_value("")
    assert faults(paper) == []
    fill(paper)
    assert faults(paper) == []
    paper.get_by_role("button", name="Fail").click()
    expect(paper.get_by_role("alert")).to_contain_text("Nothing was charged")
    fill(paper)
    paper.get_by_role("button", name="Complete").click()
    expect(paper).to_have_url(re.compile(r"\?paid$"))


def test_the_way_back_and_a_page_that_has_closed(paper, stripe, session):
    paper.goto(session.url)
    paper.get_by_role("link", name="Back to the shop").click()
    expect(paper).to_have_url(re.compile(r"\?cancelled$"))
    stripe.client().v1.checkout.sessions.expire(session.id)
    paper.goto(session.url)
    expect(paper.get_by_role("heading")).to_have_text("This payment page is closed")
    assert faults(paper) == []
