"""The levers together: a gold member buys with a tier, a coupon and points, and sends one of three pieces back.

Three chairs at ¥199 are 597.00. Gold takes 2 % off: 585.06. From 500 on 80 come off: 505.06. The coupon takes 20:
485.06. 5,000 points take 50: 435.06 is paid. One chair of three is 145.02, and 1,667 points.
"""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import call_command
from playwright.sync_api import Page, expect

from analytics.capture import services as capture
from analytics.rollups import services as rollups
from catalogue.inventory.models import StockRecord
from kernel import clock
from membership.models import User
from membership.points import services as points
from membership.points.queries import balance_of
from membership.staff.services import give_role
from membership.tiers import services as tiers
from orders.aftersales.models import Return
from orders.models import Order
from promotions.campaigns import services as campaigns
from promotions.coupons import services as coupons
from promotions.coupons.services import Terms
from promotions.queries import Gain, Need
from promotions.scopes.services import Scope, range_for
from tests.catalogue.factories import a_product
from tests.journeys.conftest import DESK
from tests.journeys.doors import enter_the_office, log_in
from tests.running_shop import eventually

CARD = {"Card number": "4242 4242 4242 4242", "Expiry (MM/YY)": "12/34", "Security code (CVC)": "123"}
PASSWORD = "quiet-harbour-9"
PAID, RETURNED, KEPT = "¥435.06", "¥145.02", "¥290.04"


def a_person(email: str, **fields) -> User:
    """Somebody who can log in; the shop's processes check passwords as in production, unlike the tests' own."""
    hasher = PBKDF2PasswordHasher()
    user = User.objects.create(email=email, password=hasher.encode(PASSWORD, hasher.salt()), **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@pytest.fixture
def owner(shop):
    owner = a_person("merchant@example.com")
    give_role(user=owner, role="owner")
    return owner


@pytest.fixture
def member(owner):
    """Gold, with points to spend."""
    member = a_person("lin@example.com", first_name="Wei", last_name="Lin")
    tiers.set_level(user=member, level=4, reason="a good year", by=owner)
    points.adjust(user=member, points=8000, reason="a good year", by=owner)
    return member


@pytest.fixture
def levers(owner):
    """What the merchant offers: gold pays less, tiers, and a coupon to claim."""
    everything, now = range_for(Scope()), clock.now()

    def run(name, kind, *steps, **terms):
        promotion = campaigns.save_promotion(
            terms=campaigns.Terms(
                names={"en": name, "zh-hans": name}, kind=kind, tiers=steps, range_id=everything, **terms
            )
        )
        campaigns.start(promotion=promotion)

    gold = campaigns.Tier(Need.PIECES, Decimal(1), Gain.PERCENTAGE, Decimal(2))
    run("Gold price", "price", gold, audience="members", least_level=4)
    steps = [
        campaigns.Tier(Need.WORTH, Decimal(need), Gain.AMOUNT, Decimal(off)) for need, off in ((300, 30), (500, 80))
    ]
    run("Winter tiers", "tiers", *steps)
    coupon = coupons.draft_coupon(
        terms=Terms(
            names={"en": "Tea money", "zh-hans": "茶钱"},
            kind="claim",
            gain=Gain.AMOUNT,
            value=Decimal(20),
            minimum=Decimal(100),
            range_id=everything,
            starts_at=now,
            ends_at=now + timedelta(days=9),
        )
    )
    coupons.start_coupon(coupon=coupon)


@pytest.fixture
def chair(shop):
    return a_product("Window chair", chinese="窗边椅", price="199.00", on_hand=10)


def claim_and_fill_the_basket(phone: Page) -> None:
    log_in(phone, "lin@example.com", PASSWORD)
    phone.goto("/coupons/")
    phone.get_by_role("button", name="Claim: Tea money").click()
    expect(phone.get_by_role("main")).to_contain_text("In your wallet")
    phone.goto("/")
    phone.get_by_role("link", name="Window chair").first.click()
    phone.locator("[name=quantity]").first.fill("3")
    phone.get_by_role("button", name="Add to basket").last.click()
    expect(phone.get_by_role("link", name=re.compile("basket", re.IGNORECASE)).first).to_contain_text("3")
    phone.goto("/basket/")
    phone.get_by_role("button", name="Use: Tea money").click()
    for words in ("Gold price", "Winter tiers", "Tea money", "¥485.06"):
        expect(phone.get_by_role("main")).to_contain_text(words)


def buy_with_points(phone: Page) -> str:
    """The order's number."""
    phone.get_by_role("link", name=re.compile("heck ?out", re.IGNORECASE)).first.click()
    for label, value in {"Recipient": "Lin Wei", "Mobile phone": "138 0013 8000"}.items():
        phone.get_by_label(label).fill(value)
    for level, name in {"Province": "浙江省", "City": "杭州市", "District": "西湖区"}.items():
        phone.get_by_label(level).select_option(name)
    phone.get_by_label("Street, building, door").fill("文三路 90 号")
    phone.get_by_label("Points to use").fill("5000")
    phone.get_by_role("button", name="Use these points").click()
    expect(phone.locator(".pay-bar")).to_contain_text(PAID)
    phone.get_by_role("button", name="Order and pay").last.click()
    for label, value in {**CARD, "Name on card": "Lin Wei"}.items():
        phone.get_by_label(label).fill(value)
    phone.get_by_role("button", name=f"Pay {PAID}").click()
    expect(phone).to_have_url(re.compile("/orders/[0-9A-Z-]{14}/"))
    return re.search("/orders/([0-9A-Z-]{14})/", phone.url)[1]


def deliver(desk: Page, number: str, address: str) -> None:
    desk.goto(f"/backoffice/orders/{number}/")
    desk.get_by_label("Carrier").first.select_option("courier")
    desk.get_by_label("Tracking number").first.fill("CC2611240938")
    desk.get_by_role("button", name=re.compile("Ship|Hand over")).first.click()
    expect(desk.get_by_role("main")).to_contain_text("CC2611240938")
    call_command("carrier_demo", "--order", number, "--url", address, "--fast")
    eventually(lambda: Order.objects.get(number=number).status == Order.Status.DELIVERED)


def ask_for_an_invoice(phone: Page) -> None:
    phone.get_by_role("link", name="Show or ask for the invoice").click()
    phone.get_by_label("Name or company").fill("Lin Wei")
    phone.get_by_role("button", name="Ask for the invoice").click()
    expect(phone.get_by_role("main")).to_contain_text(PAID)


def ask_to_return_one(phone: Page, number: str) -> None:
    phone.goto(f"/orders/{number}/")
    phone.get_by_role("link", name="Return or exchange").last.click()
    phone.get_by_label(re.compile("Pieces")).fill("1")
    phone.get_by_label("Reason").select_option(label="No longer wanted")
    phone.get_by_role("button", name="Send the request").click()
    expect(phone.get_by_role("main")).to_contain_text(RETURNED)


def settle_the_return(desk: Page, number: str) -> None:
    desk.goto("/backoffice/returns/")
    desk.get_by_role("link", name=re.compile(number)).first.click()
    desk.get_by_label("Return address").fill("After-sales 0571 8800 0000\n18 Yuniao Road, Hangzhou")
    for button in ("Approve", "The goods are here", "Keep the result"):
        desk.get_by_role("button", name=button, exact=True).click()
    desk.get_by_text("Refund as reckoned…").click()
    desk.get_by_role("button", name="Refund as reckoned", exact=True).click()
    expect(desk.get_by_role("main")).to_contain_text(RETURNED)


def test_all_pages_tell_the_same_story_of_a_purchase_and_a_return(phone, a_page, shop, chair, levers, member):
    began = clock.today()
    claim_and_fill_the_basket(phone)
    number = buy_with_points(phone)
    assert balance_of(member.pk).available == 3000
    desk = a_page(DESK)
    enter_the_office(desk, "merchant@example.com", PASSWORD)
    deliver(desk, number, shop.address)
    phone.reload()
    ask_for_an_invoice(phone)
    ask_to_return_one(phone, number)
    settle_the_return(desk, number)
    eventually(lambda: Return.objects.get().state == Return.State.REFUNDED)
    assert Order.objects.get(number=number).amount_refunded == Decimal("145.02")

    phone.reload()
    for words in ("Refunded", RETURNED, "1,667 points go back"):
        expect(phone.get_by_role("main")).to_contain_text(words)
    phone.goto(f"/orders/{number}/")
    expect(phone.get_by_role("main")).to_contain_text(f"{RETURNED} refunded")
    phone.goto(f"/orders/{number}/invoice/")
    expect(phone.get_by_role("main")).to_contain_text("−¥145.02")
    eventually(lambda: balance_of(member.pk).available == 4667)
    phone.goto("/account/points/")
    for words in ("4,667", "290"):
        expect(phone.get_by_role("main")).to_contain_text(words)
    assert StockRecord.objects.get(product=chair).num_in_stock == 8

    desk.goto(f"/backoffice/orders/{number}/")
    expect(desk.get_by_role("main")).to_contain_text(RETURNED)
    eventually(lambda: capture.write_waiting() or True)
    rollups.roll_up_range(began, clock.today())
    desk.goto(f"/backoffice/kpis/?from={began}&to={clock.today()}")
    for words in (PAID, RETURNED, KEPT):
        expect(desk.get_by_role("main")).to_contain_text(words)
