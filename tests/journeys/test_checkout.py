"""The one page between basket and payment, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from kernel import clock
from orders.models import Order
from promotions.models import Promotion
from tests.catalogue.factories import a_product
from tests.orders.factories import an_order
from tests.promotions.test_queries import a_range, an_offer

ADDRESS = {"E-mail": "lin@example.com", "Recipient": "Lin Wei", "Mobile phone": "138 0013 8000"}


@pytest.fixture
def cup(shop):
    return a_product("Plain cup", chinese="素杯", price="40.00", on_hand=9)


@pytest.fixture
def welcome(cup):
    """5 off for a first order, which the shopper with this mailbox has had."""
    promotion = Promotion.objects.create(
        name_en="Welcome", kind="tiers", lane="order", status="running", audience="first order"
    )
    an_offer(a_range(includes_all_products=True), need=("Value", 0), gain=("Absolute", 5), promotion=promotion)
    an_order(guest_email="known@example.com", paid_at=clock.now())
    return promotion


def open_checkout(page: Page, cup) -> None:
    page.goto(cup.get_absolute_url())
    page.get_by_role("button", name="Buy now").last.click()
    expect(page.get_by_role("heading", name="Where shall we send it?")).to_be_visible()


def fill_in(page: Page) -> None:
    for label, words in ADDRESS.items():
        page.get_by_label(label).fill(words)


def test_another_delivery_and_a_far_province_change_the_sum_and_nothing_that_was_typed(phone, cup):
    open_checkout(phone, cup)
    fill_in(phone)
    bar = phone.locator(".pay-bar")
    expect(bar).to_contain_text("¥48.00")
    phone.get_by_label("Express").check()
    expect(bar).to_contain_text("¥62.00")
    phone.get_by_label("Standard delivery").check()
    expect(bar).to_contain_text("¥48.00")
    phone.get_by_label("Province").select_option("西藏自治区")
    expect(bar).to_contain_text("¥58.00")
    expect(phone.get_by_label("City").locator("option")).not_to_have_count(1)
    phone.get_by_label("Province").select_option("浙江省")
    expect(bar).to_contain_text("¥48.00")
    for label, words in ADDRESS.items():
        expect(phone.get_by_label(label)).to_have_value(words)


def test_whoever_has_bought_before_sees_what_it_costs_them_while_still_writing(phone, cup, welcome):
    open_checkout(phone, cup)
    bar = phone.locator(".pay-bar")
    expect(bar).to_contain_text("¥43.00")
    phone.get_by_label("E-mail").fill("known@example.com")
    phone.get_by_label("Recipient").focus()
    expect(bar).to_contain_text("¥48.00")


def test_without_script_the_sum_follows_with_each_sending_and_nothing_is_ordered_before_all_is_filled_in(a_page, cup):
    page = a_page(scripts=False)
    open_checkout(page, cup)
    fill_in(page)
    page.get_by_label("Street, building, door").fill("文三路 90 号")
    page.get_by_label("Express").check()
    for level, name in {"Province": "西藏自治区", "City": "拉萨市", "District": "城关区"}.items():
        assert not Order.objects.exists()
        page.get_by_label(level).select_option(name)
        page.get_by_role("button", name="Order and pay").last.click()
        if level != "District":
            expect(page.locator(".pay-bar")).to_contain_text("¥62.00")
    expect(page.get_by_label("Card number")).to_be_visible()
    assert Order.objects.get().total_incl_tax == 62


def test_axe_finds_nothing_on_the_form_be_it_new_or_sent_empty(phone, cup):
    open_checkout(phone, cup)
    assert problems_on(phone) == []
    phone.get_by_role("button", name="Order and pay").last.click()
    expect(phone.get_by_role("alert")).to_contain_text("Choose the province.")
    assert problems_on(phone) == []


def problems_on(page: Page) -> list[str]:
    return [problem["id"] for problem in Axe().run(page).response["violations"]]
