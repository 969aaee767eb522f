"""No back office without a second factor, and nothing that matters without a fresh one."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from kernel import clock
from membership.staff.models import StaffRole
from tests.browsers import Browser
from tests.membership.accounts.apps import an_app_of
from tests.membership.staff.factories import a_member_of_staff
from tests.shop.backoffice.routes import address_of, names

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=16)


@pytest.fixture
def owner():
    user = a_member_of_staff("owner", email="owner@shop.example", password="quiet-harbour-9")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def with_a_password(owner) -> Client:
    browser = Client()
    browser.post(reverse("account_login"), {"login": owner.email, "password": "quiet-harbour-9"})
    return browser


def asked_of(browser, method):
    return {name: getattr(browser, method)(address_of(name)) for name in names()}


def leaks(answers, page):
    """Whatever was neither sent to ``page`` nor refused."""
    return [
        name
        for name, answer in answers.items()
        if not (answer.status_code in (401, 403, 405) or answer.get("Location", "").startswith(page))
    ]


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_a_password_opens_no_page_of_the_office(with_a_password, method):
    assert leaks(asked_of(with_a_password, method), reverse("mfa_index")) == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_factor_that_was_not_shown_in_this_session_opens_none_either(with_a_password, owner, method):
    an_app_of(owner)
    assert leaks(asked_of(with_a_password, method), reverse("mfa_reauthenticate")) == []


def test_who_shows_the_factor_goes_on_where_they_wanted(with_a_password, owner):
    app = an_app_of(owner)
    asked = with_a_password.get("/backoffice/staff/")
    assert asked.url == "/account/second-factor/reauthenticate/?next=/backoffice/staff/"
    assert with_a_password.post(asked.url, {"code": app.code, "next": "/backoffice/staff/"}).url == "/backoffice/staff/"
    assert with_a_password.get("/backoffice/staff/").status_code == 200


def test_the_way_in_speaks_chinese(with_a_password):
    page = with_a_password.get("/zh-hans/backoffice/", follow=True)
    assert "后台需要双重验证" in page.text


def test_who_removes_the_last_factor_is_outside_again(client, owner):
    an_app_of(owner)
    client.force_login(owner)
    assert client.get("/backoffice/").status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get("/backoffice/").url.startswith(reverse("mfa_index"))


def test_where_it_is_not_demanded_the_password_opens_and_a_notice_says_so(with_a_password, settings):
    settings.STAFF_MFA_REQUIRED = False
    page = with_a_password.get("/backoffice/staff/")
    assert page.status_code == 200
    assert "A password alone opens this back office." in page.text


def test_a_role_is_changed_only_with_a_fresh_proof_and_the_form_is_kept(client, owner):
    app = an_app_of(owner)
    person = a_member_of_staff("support")
    client.force_login(owner)
    with time_machine.travel(clock.now() + LATER):
        asked = client.post(address_of("member", pk=person.pk), {"roles": ["analyst"]})
        assert asked.url.startswith(reverse("mfa_reauthenticate"))
        assert StaffRole.objects.get(user=person).role == "support"
        client.post(asked.url, {"code": app.code, "next": address_of("member", pk=person.pk)})
    assert StaffRole.objects.get(user=person).role == "analyst"


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("orders-export", "get"),
        ("audit-export", "get"),
        ("order-refund", "post"),
        ("order-refund-again", "post"),
        ("return-refund", "post"),
        ("staff", "post"),
        ("member", "post"),
        ("deactivation", "post"),
        ("reactivation", "post"),
        ("factor-removal", "post"),
    ],
)
def test_refunds_exports_and_roles_ask_again(client, owner, name, method):
    an_app_of(owner)
    client.force_login(owner)
    with time_machine.travel(clock.now() + LATER):
        assert getattr(client, method)(address_of(name)).url.startswith(reverse("mfa_reauthenticate"))


def test_an_owner_lets_a_colleague_who_lost_the_phone_begin_anew(client, owner):
    person = a_member_of_staff("support")
    an_app_of(person)
    theirs = Browser()
    theirs.force_login(person)
    client.force_login(owner)
    client.post(address_of("factor-removal", pk=person.pk))
    assert "_auth_user_id" in client.session
    assert theirs.get(address_of("today")).url.startswith("/account/login/")
    assert not Authenticator.objects.filter(user=person).exists()
