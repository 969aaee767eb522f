"""Going in by the front door, as a person would."""

import re

from playwright.sync_api import Page, expect

from tests.membership.accounts.apps import App


def log_in(page: Page, email: str, password: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def set_up_an_app(page: Page) -> App:
    """From the page of second factors, with the secret typed instead of scanned."""
    page.get_by_role("link", name="Set up").click()
    page.get_by_text("The camera does not work?").click()
    app = App(page.locator("#authenticator_secret").inner_text())
    page.get_by_label("Authenticator code").fill(app.code)
    page.get_by_role("button", name="Turn on").click()
    return app


def enter_the_office(page: Page, email: str, password: str) -> App:
    """The first time: without a second factor there is no way in, so one is set up on the way."""
    log_in(page, email, password)
    expect(page.get_by_role("main")).to_contain_text("The back office opens with a second factor.")
    app = set_up_an_app(page)
    page.get_by_role("link", name="To the back office").click()
    expect(page).to_have_url(re.compile("/backoffice/"))
    return app
