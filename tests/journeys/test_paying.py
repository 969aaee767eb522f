"""From the order's page to Stripe and back, in a real browser, with Stripe's news arriving by themselves."""

import re

import pytest
from playwright.sync_api import Page, expect

from orders.queries import key_of
from tests.orders.factories import an_order
from tests.running_shop import eventually

CARD = {"Expiry (MM/YY)": "12/34", "Security code (CVC)": "123", "Name on card": "Lin Wei"}


@pytest.fixture
def order(shop):
    return an_order()


def open_order(page: Page, order) -> None:
    page.goto(f"/orders/{order.number}/?key={key_of(order.number)}")
    page.get_by_role("button", name=re.compile("Pay")).first.click()
    expect(page).to_have_url(re.compile("/pay/cs_test_"))


def pay_with(page: Page, number: str) -> None:
    for label, value in {"Card number": number, **CARD}.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Pay ¥138.00").click()


def status_of(order) -> str:
    order.refresh_from_db()
    return order.status


def test_a_declined_card_then_one_that_asks_the_bank(phone, order):
    open_order(phone, order)
    pay_with(phone, "4000000000000002")
    expect(phone.get_by_role("alert")).to_contain_text("Nothing was charged")
    pay_with(phone, "4000002760003184")
    phone.get_by_role("button", name="Complete").click()
    expect(phone).to_have_url(re.compile(f"/orders/{order.number}/$"))
    expect(phone.get_by_role("main")).to_contain_text("Payment received")
    assert status_of(order) == "paid"


def test_turning_back_keeps_the_order_and_paying_later_works(phone, order):
    open_order(phone, order)
    phone.get_by_role("link", name="Back to the shop").click()
    expect(phone.get_by_role("status").first).to_contain_text("Nothing was charged")
    assert status_of(order) == "pending"
    phone.get_by_role("button", name=re.compile("Pay")).first.click()
    pay_with(phone, "4242424242424242")
    expect(phone).to_have_url(re.compile(f"/orders/{order.number}/$"))
    assert status_of(order) == "paid"


def test_closing_the_browser_after_paying_loses_nothing(phone, order):
    open_order(phone, order)
    page_of_the_shop = "**/checkout/payment/return/**"
    phone.route(page_of_the_shop, lambda route: route.abort())
    pay_with(phone, "4242424242424242")
    eventually(lambda: status_of(order) == "paid")
