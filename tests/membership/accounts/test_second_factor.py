"""The second factor: setting it up, logging in with it, losing it."""

import logging
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from kernel import clock
from kernel.models import AuditEntry
from membership.accounts import services
from tests.browsers import Browser
from tests.membership.accounts.apps import App, an_app_of
from tests.membership.staff.factories import a_member_of_staff, a_shopper

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=20)


@pytest.fixture
def lin():
    user = a_shopper(email="lin@example.com", password="quiet-harbour-9")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def log_in(browser, email="lin@example.com"):
    return browser.post(reverse("account_login"), {"login": email, "password": "quiet-harbour-9"})


def second_step(browser, code):
    return browser.post(reverse("mfa_authenticate"), {"code": code})


def is_in(browser) -> bool:
    return browser.get(reverse("account:home")).status_code == 200


@pytest.fixture
def set_up_app(transactional_db):
    """allauth tells of a new factor after the commit, while the request still goes on."""

    def set_up(browser, language: str = "") -> App:
        address = language + reverse("mfa_activate_totp")
        page = browser.get(address)
        app = App(re.search(r'id="authenticator_secret">([A-Z2-7]+)<', page.text)[1])
        browser.post(address, {"code": app.code})
        return app

    return set_up


def recovery_codes(browser) -> list[str]:
    return re.findall(r"<code>([0-9A-Z-]{29})</code>", browser.post(reverse("recovery_codes")).text)


def test_an_app_is_set_up_with_a_picture_that_our_policy_lets_through(set_up_app, client, lin):
    client.force_login(lin)
    page = client.get(reverse("mfa_activate_totp")).text
    drawing = re.search(r"<svg width.*?</svg>", page, re.DOTALL)[0]
    assert "<path" in drawing
    assert "style=" not in page
    app = set_up_app(client)
    kept = Authenticator.objects.get(user=lin, type="totp").data["secret"]
    assert app.secret not in kept


def test_a_password_alone_is_no_longer_enough(client, lin):
    app = an_app_of(lin)
    assert log_in(client).url == reverse("mfa_authenticate")
    assert not is_in(client)
    second_step(client, app.code)
    assert is_in(client)


def test_the_second_step_asks_in_chinese_for_what_there_is(client, lin):
    an_app_of(lin)
    page = client.post("/zh-hans/account/login/", {"login": lin.email, "password": "quiet-harbour-9"}, follow=True)
    assert ">验证码<" in page.text
    assert "使用通行密钥" not in page.text


def test_a_code_opens_once(client, lin):
    app = an_app_of(lin)
    code = app.code
    log_in(client)
    second_step(client, code)
    overheard = Browser()
    log_in(overheard)
    second_step(overheard, code)
    assert not is_in(overheard)


@pytest.mark.parametrize("seconds", [-30, 30])
def test_a_telephone_may_be_half_a_minute_off(client, lin, seconds):
    app, now = an_app_of(lin), clock.now()
    with time_machine.travel(now + timedelta(seconds=seconds), tick=False):
        code = app.code
    with time_machine.travel(now, tick=False):
        log_in(client)
        second_step(client, code)
        assert is_in(client)


def test_a_code_is_spent_for_as_long_as_it_is_good(client, lin):
    app = an_app_of(lin)
    now = clock.now().replace(second=5)
    with time_machine.travel(now, tick=False):
        code = app.code
        log_in(client)
        second_step(client, code)
        assert is_in(client)
    cache.delete(f"allauth.mfa.totp.used?user={lin.pk}&code={code}")  # as after 30 seconds
    with time_machine.travel(now + timedelta(seconds=40), tick=False):
        overheard = Browser()
        log_in(overheard)
        second_step(overheard, code)
        assert not is_in(overheard)


def test_who_turns_a_factor_off_is_alone_afterwards(client, lin):
    app = an_app_of(lin)
    log_in(client)
    second_step(client, app.code)
    elsewhere = Browser()
    elsewhere.force_login(lin)
    assert is_in(elsewhere)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=lin).exists()
    assert is_in(client)
    assert not is_in(elsewhere)


def test_a_code_of_yesterday_opens_nothing(client, lin):
    app = an_app_of(lin)
    with time_machine.travel(clock.now() - timedelta(days=1)):
        old = app.code
    log_in(client)
    second_step(client, old)
    assert not is_in(client)


def test_after_five_wrong_codes_even_the_right_one_waits(client, lin, caplog):
    app = an_app_of(lin)
    log_in(client)
    with caplog.at_level(logging.WARNING, logger="security"):
        for _ in range(5):
            assert second_step(client, app.wrong_code).status_code == 200
    assert [record.user_id for record in caplog.records if record.message == "second_factor.refused"] == [lin.pk] * 5
    assert "Too many failed login attempts" in second_step(client, app.code).text
    assert not is_in(client)
    with time_machine.travel(clock.now() + LATER):
        log_in(client)
        second_step(client, app.code)
        assert is_in(client)


def test_recovery_codes_are_shown_once_and_kept_as_digests(set_up_app, client, lin):
    client.force_login(lin)
    set_up_app(client)
    codes = recovery_codes(client)
    assert len(set(codes)) == 10
    kept = str(Authenticator.objects.get(user=lin, type="recovery_codes").data)
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    assert codes[0] not in client.get(reverse("mfa_index")).text
    assert client.get(reverse("recovery_codes")).status_code == 405


def test_a_recovery_code_stands_in_for_the_app_once(client, lin):
    an_app_of(lin)
    code = services.renew_recovery_codes(user=lin)[3]
    log_in(client)
    second_step(client, code.lower())
    assert is_in(client)
    finder = Browser()
    log_in(finder)
    second_step(finder, code)
    assert not is_in(finder)
    assert len(Authenticator.objects.get(user=lin, type="recovery_codes").data["migrated_codes"]) == 9


def test_new_recovery_codes_make_the_old_ones_void(client, lin):
    an_app_of(lin)
    old = services.renew_recovery_codes(user=lin)[0]
    services.renew_recovery_codes(user=lin)
    log_in(client)
    second_step(client, old)
    assert not is_in(client)


def test_nobody_makes_recovery_codes_without_a_second_factor(client, lin):
    client.force_login(lin)
    assert client.post(reverse("recovery_codes")).url == reverse("mfa_index")
    assert not Authenticator.objects.exists()


def test_a_factor_is_turned_off_only_with_the_factor_at_hand(client, lin):
    app = an_app_of(lin)
    log_in(client)
    second_step(client, app.code)
    with time_machine.travel(clock.now() + LATER):
        answer = client.post(reverse("mfa_deactivate_totp"))
        assert answer.url.startswith(reverse("mfa_reauthenticate"))
        by_password = client.get(reverse("account_reauthenticate"))
        assert by_password.url.startswith(reverse("mfa_reauthenticate"))
        client.post(f"{answer.url}", {"code": app.code, "next": reverse("mfa_deactivate_totp")})
    assert not Authenticator.objects.filter(user=lin).exists()


@pytest.mark.parametrize(("language", "said"), [("", "Authenticator app activated."), ("/zh-hans", "验证器应用已启用")])
def test_a_new_factor_does_not_come_unnoticed(set_up_app, client, lin, language, said):
    client.force_login(lin)
    set_up_app(client, language)
    assert mail.outbox[-1].to == [lin.email]
    assert said in mail.outbox[-1].body


def test_the_session_has_another_name_once_a_factor_is_set_up(set_up_app, client, lin):
    client.force_login(lin)
    before = client.session.session_key
    set_up_app(client)
    assert client.session.session_key != before


def test_what_staff_do_with_their_factors_is_in_the_audit_log(set_up_app, client):
    person = a_member_of_staff("support", email="li@shop.example")
    client.force_login(person)
    set_up_app(client)
    recovery_codes(client)
    services.remove_second_factors(user=person)
    assert list(AuditEntry.objects.filter(subject="user:li@shop.example").values_list("action", flat=True))[:3] == [
        "staff.second_factors_removed",
        "staff.recovery_codes_renewed",
        "staff.second_factor_added",
    ]


@pytest.mark.parametrize("language", ["", "/zh-hans"])
@pytest.mark.parametrize("name", ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account:security"])
def test_the_pages_open_in_both_languages(client, lin, name, language):
    client.force_login(lin)
    assert client.get(language + reverse(name)).status_code == 200


@pytest.mark.parametrize("language", ["", "/zh-hans"])
@pytest.mark.parametrize("name", ["mfa_index", "mfa_deactivate_totp", "mfa_reauthenticate"])
def test_the_pages_of_who_has_an_app_open_in_both_languages(client, lin, name, language):
    an_app_of(lin)
    services.renew_recovery_codes(user=lin)
    client.force_login(lin)
    assert client.get(language + reverse(name)).status_code == 200
