"""The whole main job: a stranger buys on a phone, a merchant ships, a carrier delivers, an operator reads it all."""

import re
from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import call_command
from playwright.sync_api import Page, expect

from analytics.capture import services as capture
from analytics.rollups import services as rollups
from kernel import clock
from membership.models import User
from membership.staff.services import give_role
from orders.models import Order
from tests.catalogue.factories import a_product
from tests.journeys.conftest import DESK
from tests.journeys.doors import enter_the_office
from tests.running_shop import eventually

CARD = {"Card number": "4000 0027 6000 3184", "Expiry (MM/YY)": "12/34", "Security code (CVC)": "123"}
PASSWORD = "quiet-harbour-9"


@pytest.fixture
def merchant(transactional_db):
    """An owner; the shop's processes check passwords as in production, unlike the tests' own."""
    hasher = PBKDF2PasswordHasher()
    user = User.objects.create(email="merchant@example.com", password=hasher.encode(PASSWORD, hasher.salt()))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    give_role(user=user, role="owner")
    return user


@pytest.fixture
def chair(shop):
    return a_product("Window chair", chinese="窗边椅", price="199.00", on_hand=3)


def buy_as_a_guest(phone: Page, chair) -> str:
    """The order's number, after a card for which the bank asked."""
    phone.goto("/")
    phone.get_by_role("link", name="Window chair").first.click()
    phone.get_by_role("button", name="Add to basket").last.click()
    expect(phone.get_by_role("link", name=re.compile("basket", re.IGNORECASE)).first).to_contain_text("1")
    phone.goto("/basket/")
    phone.get_by_role("link", name=re.compile("heck ?out", re.IGNORECASE)).first.click()
    for label, value in {"E-mail": "lin@example.com", "Recipient": "Lin Wei", "Mobile phone": "138 0013 8000"}.items():
        phone.get_by_label(label).fill(value)
    for level, name in {"Province": "浙江省", "City": "杭州市", "District": "西湖区"}.items():
        phone.get_by_label(level).select_option(name)
    phone.get_by_label("Street, building, door").fill("文三路 90 号")
    phone.get_by_role("button", name="Order and pay").last.click()
    expect(phone).to_have_url(re.compile("/pay/cs_test_"))
    for label, value in {**CARD, "Name on card": "Lin Wei"}.items():
        phone.get_by_label(label).fill(value)
    phone.get_by_role("button", name=re.compile("^Pay ¥")).click()
    phone.get_by_role("button", name="Complete").click()
    expect(phone).to_have_url(re.compile("/orders/[0-9A-Z-]{14}/"))
    return re.search("/orders/([0-9A-Z-]{14})/", phone.url)[1]


def ship(desk: Page, number: str) -> None:
    enter_the_office(desk, "merchant@example.com", PASSWORD)
    desk.goto(f"/backoffice/orders/{number}/")
    desk.get_by_label("Carrier").first.select_option("courier")
    desk.get_by_label("Tracking number").first.fill("CC2611240937")
    desk.get_by_role("button", name=re.compile("Ship|Hand over")).first.click()
    expect(desk.get_by_role("main")).to_contain_text("CC2611240937")


def test_a_sale_from_the_first_page_to_last_nights_numbers(phone, a_page, shop, chair, merchant):
    began = clock.today()
    number = buy_as_a_guest(phone, chair)
    expect(phone.get_by_role("main")).to_contain_text("Payment received")

    desk = a_page(DESK)
    ship(desk, number)
    call_command("carrier_demo", "--order", number, "--url", shop.address, "--fast")
    eventually(lambda: Order.objects.get(number=number).status == Order.Status.DELIVERED)
    phone.reload()
    expect(phone.get_by_role("main")).to_contain_text("Delivered")

    eventually(lambda: capture.write_waiting() or True)
    rollups.roll_up_range(began, clock.today())
    desk.goto(f"/backoffice/kpis/?from={began}&to={clock.today()}")
    expect(desk.get_by_role("main")).to_contain_text("¥199.00")
    order = Order.objects.get(number=number)
    assert (order.amount_paid, order.lines.get().quantity) == (Decimal("199.00"), 1)
