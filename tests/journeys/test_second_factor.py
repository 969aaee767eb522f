"""Staff set up their second factor and log in with it: an app, a recovery code, a passkey."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Page, expect

from membership.models import User
from membership.staff.services import give_role
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.doors import enter_the_office, log_in

PASSWORD = "quiet-harbour-9"
WHO = ("mei@shop.example", PASSWORD)


@pytest.fixture
def mei(shop):
    """An owner; the shop's processes check passwords as in production, unlike the tests' own."""
    hasher = PBKDF2PasswordHasher()
    user = User.objects.create(email="mei@shop.example", password=hasher.encode(PASSWORD, hasher.salt()))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    give_role(user=user, role="owner")
    return user


def test_an_app_is_set_up_and_asked_for_and_a_recovery_code_stands_in(mei, a_page):
    first = a_page(PHONE)
    app = enter_the_office(first, *WHO)
    first.goto("/account/second-factor/")
    first.get_by_role("button", name="Make codes").click()
    code = first.locator(".codes code").first.inner_text()

    second = a_page(DESK)
    log_in(second, *WHO)
    second.get_by_label("Code").fill(app.wrong_code)
    second.get_by_role("button", name="Log in").click()
    expect(second.get_by_role("alert")).to_contain_text("Incorrect code")
    second.get_by_label("Code").fill(code)
    second.get_by_role("button", name="Log in").click()
    expect(second).to_have_url(re.compile("/backoffice/"))


def test_a_passkey_opens_the_office_without_a_password(mei, a_page, shop):
    page = a_page(DESK)
    give_fingerprint_reader(page)
    at = shop.address.replace("127.0.0.1", "localhost")  # passkeys belong to names, not to numbers
    page.goto(f"{at}/account/login/")
    page.get_by_label("E-mail").fill(mei.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Add", exact=True).click()
    page.get_by_label("Name of the passkey").fill("Mei's laptop")
    page.get_by_label("Log in with this passkey alone").check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Mei's laptop")

    page.context.clear_cookies()
    page.goto(f"{at}/account/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(re.compile("/backoffice/"))


def give_fingerprint_reader(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    reader = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": reader})
