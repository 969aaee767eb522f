"""Walking through the shop with a thumb, a keyboard, and without script."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from catalogue.skus.queries import variants_of
from tests.catalogue.factories import a_category, a_dress, a_product
from tests.journeys.conftest import DESK, PHONE

SMALLEST = {"width": 360, "height": 740}


@pytest.fixture
def dress(shop):
    category = a_category("Dresses", chinese="连衣裙")
    a_product(
        "Wool coat", chinese="羊毛大衣", category=category, price="899.00", was="1099.00", values={"material": "wool"}
    )
    return a_dress(("red", "m", 3), ("blue", "m", 5), ("blue", "l", 0), category=category)


def test_a_choice_changes_price_stock_and_address_without_leaving_the_page(dress, phone):
    phone.goto(dress.get_absolute_url())
    expect(phone.get_by_text("Only 3 left")).to_be_visible()
    phone.locator("label", has_text="Blue").click()
    expect(phone.get_by_text("Only 5 left")).to_be_visible()
    expect(phone).to_have_url(re.compile(r"colour=blue"))
    phone.reload()
    expect(phone.get_by_role("radio", name="Blue")).to_be_checked()


def test_a_choice_works_without_script(dress, a_page):
    page = a_page(PHONE, scripts=False)
    page.goto(dress.get_absolute_url())
    page.get_by_role("radio", name="Blue").check(force=True)
    page.get_by_role("button", name="Show this choice").click()
    sku = next(variant.sku for variant in variants_of(dress) if variant.free == 5)
    expect(page.locator('input[name="sku"]')).to_have_value(sku)


def test_adding_says_so_and_counts_without_leaving_the_page(dress, phone):
    phone.goto(dress.get_absolute_url())
    phone.get_by_role("button", name="Add to basket").click()
    expect(phone.get_by_role("status").filter(has_text="Added")).to_be_visible()
    expect(phone.get_by_role("link", name="Basket, 1 item")).to_be_visible()
    expect(phone).to_have_url(re.compile(r"/products/"))


def no_network(route):
    route.abort("internetdisconnected")


def no_shop(route):
    route.fulfill(status=503, content_type="text/html", body="<h1>Back in a moment</h1>")


@pytest.fixture
def far_off(browser, shop):
    """A phone whose requests fail, of which its browser complains."""
    with browser.new_context(viewport=PHONE, locale="en", base_url=shop.address) as context:
        yield context.new_page()


@pytest.mark.parametrize("failing", [no_network, no_shop])
def test_what_does_not_go_through_is_said_and_changes_nothing_on_the_page(dress, far_off, failing):
    far_off.goto(dress.get_absolute_url())
    far_off.route("**/basket/lines/**", failing)
    far_off.get_by_role("button", name="Add to basket").click()
    said = far_off.locator("#toasts").get_by_text("That did not go through")
    expect(said).to_be_visible()
    far_off.unroute("**/basket/lines/**")
    far_off.get_by_role("button", name="Add to basket").click()
    expect(far_off.get_by_role("link", name="Basket, 1 item")).to_be_visible()
    expect(said).to_have_count(0)
    far_off.goto("/basket/")
    far_off.route("**/basket/lines/**", failing)
    far_off.get_by_role("button", name="One more").click()
    expect(said).to_be_visible()
    expect(far_off.locator(".quantity input")).to_have_value("1")
    expect(far_off).to_have_url(re.compile(r"/basket/$"))


def test_buying_now_leads_to_the_checkout(dress, phone):
    phone.goto(dress.get_absolute_url())
    phone.get_by_role("button", name="Buy now").click()
    expect(phone).to_have_url(re.compile(r"/checkout/"))


def test_a_filter_answers_at_once_on_a_desk_and_the_back_button_undoes_it(dress, a_page):
    page = a_page(DESK)
    page.goto("/search/")
    page.get_by_label("Reduced").check()
    expect(page).to_have_url(re.compile(r"reduced=1"))
    expect(page.locator(".cards > li")).to_have_count(1)
    page.go_back()
    expect(page.locator(".cards > li")).to_have_count(2)


def test_filters_are_a_drawer_on_a_phone(dress, phone):
    phone.goto("/search/")
    phone.get_by_role("link", name="Filters").click()
    phone.get_by_role("dialog").get_by_label("Reduced").check()
    phone.get_by_role("button", name="Show results").click()
    expect(phone.locator(".cards > li")).to_have_count(1)


def test_the_bar_of_a_list_lies_on_no_card_of_the_first_screen_and_hides_none_that_has_the_focus(dress, phone):
    for number in range(8):
        a_product(f"Cup {number}")
    phone.goto("/search/")
    bar, filters = phone.locator(".list-bar"), phone.get_by_role("link", name="Filters")
    expect(bar).to_be_hidden()
    expect(filters).to_have_count(1)
    phone.get_by_role("link", name="Sort").focus()
    for card in phone.locator(".card-name a").all():
        phone.keyboard.press("Tab")
        expect(card).to_be_focused()
        assert card.evaluate("link => link.getBoundingClientRect().bottom") <= bar.evaluate(
            "bar => getComputedStyle(bar).visibility === 'hidden' ? innerHeight : bar.getBoundingClientRect().top"
        )
    expect(bar).to_be_visible()


@pytest.mark.parametrize(
    "path", ["/", "/search/", "/styleguide/", "product", "/zh-hans/search/?q=没有的词", "/nowhere/"]
)
def test_no_page_moves_sideways_and_axe_finds_nothing(dress, a_page, path):
    page = a_page(SMALLEST)
    page.goto(dress.get_absolute_url() if path == "product" else path)
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST["width"]
    found = Axe().run(page)
    assert [problem["id"] for problem in found.response["violations"]] == [], found.generate_report()


def test_the_style_guide_is_kept_as_pictures(a_page, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp() / "styleguide"
    folder.mkdir(exist_ok=True)
    for name, size in (("phone", PHONE), ("desk", DESK)):
        page = a_page(size)
        page.goto("/styleguide/")
        page.screenshot(path=folder / f"{name}.png", full_page=True)
        assert (folder / f"{name}.png").stat().st_size > 10_000
