"""What a newcomer meets before there is anything to buy."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK


@pytest.mark.parametrize(("language", "address"), [("en", "/"), ("zh-CN", "/zh-hans/")])
def test_the_browsers_language_decides_on_the_first_visit(a_page, language, address):
    page = a_page(DESK, language=language)
    page.goto("/")
    expect(page).to_have_url(address)


def test_an_address_that_leads_nowhere_helps_on(phone):
    phone.goto("/no-such-thing/")
    expect(phone.get_by_role("searchbox").first).to_be_visible()
