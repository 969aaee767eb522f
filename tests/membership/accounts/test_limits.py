"""Nobody finds a password, a code or an address by trying, whether the cache is there or not."""

import re
from datetime import timedelta
from itertools import count

import pytest
from django.contrib.auth.signals import user_login_failed
from django.core import mail
from django.urls import reverse

from kernel import clock
from membership.accounts.limits import security
from tests.browsers import Browser
from tests.membership.accounts.apps import an_app_of
from tests.membership.accounts.test_logging_in import code_in_the_last_mail
from tests.membership.staff.factories import a_shopper

pytestmark = pytest.mark.django_db

PASSWORD = "quiet-harbour-9"
EMAIL = "lin@example.com"


@pytest.fixture
def lin():
    member = a_shopper(email=EMAIL, password=PASSWORD)
    member.emailaddress_set.create(email=EMAIL, verified=True, primary=True)
    return member


@pytest.fixture
def checked():
    """One entry for each password that was really looked at and was wrong."""
    looked_at = []
    look = lambda **of: looked_at.append(of)  # noqa: E731 - kept alive by this name
    user_login_failed.connect(look)
    yield looked_at
    user_login_failed.disconnect(look)


@pytest.fixture
def cache_away(settings, tmp_path):
    away = {**settings.CACHES["default"], "LOCATION": f"unix://{tmp_path}/nobody.sock"}
    settings.CACHES = {"default": away}


def log_in(browser, password=PASSWORD, email=EMAIL, **headers):
    return browser.post(reverse("account_login"), {"login": email, "password": password}, headers=headers)


def is_in(browser):
    return "_auth_user_id" in browser.session


@pytest.mark.parametrize("times", [60, pytest.param(1000, marks=pytest.mark.torture)])
def test_of_many_tries_from_one_address_few_reach_the_password(client, lin, checked, time_machine, times):
    time_machine.move_to(clock.now(), tick=False)
    answers = [log_in(client, "wrong", f"somebody-{n}@example.com") for n in range(times)]
    assert len(checked) == 10
    barred = [answer for answer in answers if answer.status_code == 429]
    assert len(barred) == times - 30
    assert {answer["Retry-After"] for answer in barred} == {"60"}


@pytest.mark.parametrize("addresses", [40, pytest.param(1000, marks=pytest.mark.torture)])
def test_a_thousand_addresses_try_one_account_five_times(client, lin, checked, settings, addresses):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(addresses):
        log_in(client, "wrong", **{"X-Forwarded-For": f"198.51.{n // 250}.{n % 250}"})
    assert len(checked) == 5
    log_in(client)
    assert not is_in(client)


def test_a_forged_address_and_a_new_browser_do_not_start_anew(lin, checked):
    for n in range(20):
        log_in(Browser(), "wrong", f"somebody-{n}@example.com", **{"X-Forwarded-For": f"198.51.100.{n}"})
    assert len(checked) == 10


def test_the_owner_of_a_barred_account_gets_in_by_a_code_for_a_new_password(client, lin):
    for _ in range(6):
        log_in(client, "wrong")
    client.post(reverse("account_reset_password"), {"email": EMAIL})
    client.post(reverse("account_confirm_password_reset_code"), {"code": code_in_the_last_mail()})
    new = "louder-harbour-10"
    client.post(reverse("account_complete_password_reset"), {"password1": new, "password2": new})
    owner = Browser()
    log_in(owner, new)
    assert is_in(owner)


def test_a_barred_account_is_open_again_later_and_the_log_knows_of_it(client, lin, time_machine, caplog):
    for _ in range(6):
        log_in(client, "wrong")
    assert [record.message for record in caplog.records if record.name == security.name] == [
        *["login.refused"] * 5,
        "limit.reached",
    ]
    assert caplog.records[-1].action == "login_failed"
    assert EMAIL not in caplog.text
    time_machine.move_to(clock.now() + timedelta(minutes=6))
    log_in(client)
    assert is_in(client)


def test_while_the_cache_is_away_members_log_in_and_the_limits_hold(client, lin, checked, cache_away):
    log_in(client)
    assert is_in(client)
    thief = Browser()
    assert [log_in(thief, "wrong").status_code for _ in range(8)] == [200] * 8
    assert len(checked) == 5


def test_while_the_cache_is_away_the_code_of_an_app_still_opens_once(lin, cache_away, time_machine):
    time_machine.move_to(clock.now(), tick=False)  # a code is good for thirty seconds
    code = an_app_of(lin).code
    became = []
    for browser in (Browser(), Browser()):
        log_in(browser)
        browser.post(reverse("mfa_authenticate"), {"code": code})
        became.append(is_in(browser))
    assert became == [True, False]


@pytest.mark.parametrize(
    ("name", "typed", "status", "said"),
    [
        ("account_signup", {"password1": PASSWORD}, 429, "Nothing was lost"),
        ("account_reset_password", {}, 429, "Nothing was lost"),
        ("account_request_login_code", {}, 200, "Too many failed login attempts"),
    ],
)
def test_one_address_has_twenty_mails_a_minute_sent_and_no_more(db, time_machine, name, typed, status, said):
    time_machine.move_to(clock.now(), tick=False)
    numbers = count()
    ask = lambda: Browser().post(reverse(name), {**typed, "email": f"new-{next(numbers)}@example.com"})  # noqa: E731
    assert {ask().status_code for _ in range(20)} == {302}
    sent, refused = len(mail.outbox), ask()
    assert (refused.status_code, refused.get("Retry-After")) == (status, "60" if status == 429 else None)
    assert said in refused.text
    assert len(mail.outbox) == sent


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("account_login", {"password": "wrong wrong"}),
        ("account_signup", {"password1": PASSWORD}),
        ("account_reset_password", {}),
        ("account_request_login_code", {}),
    ],
)
def test_nobody_learns_from_an_answer_who_is_a_member(lin, name, typed):
    def answer(email):
        browser = Browser()
        sent = browser.post(reverse(name), {**typed, "login": email, "email": email}, follow=True)
        said = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"', "", sent.text)
        return sent.redirect_chain, sent.status_code, said.replace(email, "")

    assert answer(EMAIL) == answer("nob@example.com")
