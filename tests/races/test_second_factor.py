"""One code, many browsers: a code that was overheard opens the door once, whoever is first."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from membership.accounts import services
from tests.membership.accounts.apps import App, an_app_of
from tests.membership.staff.factories import a_shopper
from tests.races.crowds import at_once

BROWSERS = 5


class StillOutside(Exception):
    """The code was good for somebody else."""


@pytest.fixture
def lin(transactional_db):
    return a_shopper(email="lin@example.com", password="quiet-harbour-9")


@pytest.fixture
def app(lin) -> App:
    return an_app_of(lin)


@pytest.fixture
def browsers(lin, app) -> list[Client]:
    """Each has given the password and is asked for the code."""
    opened = [Client() for _ in range(BROWSERS)]
    for browser in opened:
        browser.force_login(lin)
    return opened


def with_code(code: str):
    def enter(browser: Client) -> None:
        browser.post(reverse("mfa_reauthenticate"), {"code": code, "next": "/account/"})
        if "mfa" not in [proof["method"] for proof in browser.session.get("account_authentication_methods", [])]:
            raise StillOutside

    return enter


def test_a_recovery_code_opens_once(lin, browsers):
    code = services.renew_recovery_codes(user=lin)[0]
    became = at_once(with_code(code), browsers, refused=StillOutside)
    assert sorted(became) == ["done"] + ["refused"] * (BROWSERS - 1)
    assert len(Authenticator.objects.get(user=lin, type="recovery_codes").data["migrated_codes"]) == 9


def test_the_code_of_an_app_opens_once(app, browsers):
    became = at_once(with_code(app.code), browsers, refused=StillOutside)
    assert sorted(became) == ["done"] + ["refused"] * (BROWSERS - 1)
