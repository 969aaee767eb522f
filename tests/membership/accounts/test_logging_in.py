import re
from html import unescape

import pytest
from django.core import mail
from django.urls import reverse

from kernel import outbox
from membership.models import User

pytestmark = pytest.mark.django_db


def code_in_the_last_mail() -> str:
    return re.search(r"^([0-9A-Z]{3,}(?:-[0-9A-Z]{3,})?)$", mail.outbox[-1].body, re.MULTILINE)[1]


def sign_up(client, email="lin@example.com"):
    client.post(reverse("account_signup"), {"email": email, "password1": "quiet-harbour-9"})
    return client.post(reverse("account_email_verification_sent"), {"code": code_in_the_last_mail()})


def test_signing_up_is_an_address_a_password_and_a_code(client):
    assert sign_up(client).status_code == 302
    assert client.get(reverse("account:home")).status_code == 200
    assert User.objects.get().language == "en"


def test_a_member_is_written_to_in_the_language_they_signed_up_in(client):
    client.post("/zh-hans/account/signup/", {"email": "lin@example.com", "password1": "quiet-harbour-9"})
    assert User.objects.get().language == "zh-hans"


def test_a_wrong_code_opens_nothing(client):
    client.post(reverse("account_signup"), {"email": "lin@example.com", "password1": "quiet-harbour-9"})
    page = client.post(reverse("account_email_verification_sent"), {"code": "WRONG1"})
    assert page.status_code == 200
    assert "Incorrect code. Check it and type it once more." in page.content.decode()
    assert client.get(reverse("account:home")).status_code == 302


@pytest.mark.parametrize("password", ["sevens7", "84736251", "lin@example.com", "password1"])
def test_the_hint_says_which_passwords_are_refused(client, password):
    page = client.post(reverse("account_signup"), {"email": "lin@example.com", "password1": password})
    assert "At least 8 characters: not digits alone, not like your e-mail" in page.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("language", "said"),
    [("", "The shop's name does not count: a password has"), ("/zh-hans", "店名不计入密码长度：")],
)
def test_the_name_of_the_shop_makes_no_password_long_enough(client, settings, language, said):
    settings.STORE_URL = "https://quayside.example"
    name = settings.OSCAR_SHOP_NAME
    for password in (f"{name}2026", f"{name.upper()}!{name}", "Quayside-88"):
        typed = {"email": "lin@example.com", "password1": password}
        page = client.post(f"{language}/account/signup/", typed).content.decode()
        assert said in unescape(page)
        assert not User.objects.exists()


def test_a_long_password_may_name_the_shop(client, settings):
    typed = {"email": "lin@example.com", "password1": f"quiet harbour {settings.OSCAR_SHOP_NAME}"}
    client.post(reverse("account_signup"), typed)
    assert User.objects.exists()


def test_who_logs_in_and_who_tries_is_in_the_log_without_address_or_password(client, caplog):
    sign_up(client)
    client.post(reverse("account_logout"))
    caplog.clear()
    for password in ("wrong wrong wrong", "quiet-harbour-9"):
        client.post(reverse("account_login"), {"login": "lin@example.com", "password": password})
    refused, succeeded = [record for record in caplog.records if record.name == "security"]
    assert (refused.message, refused.ip) == ("login.refused", "127.0.0.1")
    assert (succeeded.message, succeeded.ip, succeeded.by) == ("login.succeeded", "127.0.0.1", ["password"])
    assert succeeded.user_id == User.objects.get().pk
    assert "lin@example.com" not in f"{refused.__dict__} {succeeded.__dict__}"


def test_after_logging_out_the_browser_keeps_nothing(client):
    sign_up(client)
    assert "Clear-Site-Data" not in client.get(reverse("account_logout"))
    assert client.post(reverse("account_logout"))["Clear-Site-Data"] == '"cache", "storage"'


def test_a_member_logs_in_by_code_without_a_password(client):
    sign_up(client)
    client.post(reverse("account_logout"))
    client.post(reverse("account_request_login_code"), {"email": "lin@example.com"})
    client.post(reverse("account_confirm_login_code"), {"code": code_in_the_last_mail()})
    assert client.get(reverse("account:home")).status_code == 200


def test_known_and_unknown_addresses_are_answered_alike(client):
    sign_up(client)
    client.post(reverse("account_logout"))
    answers = []
    for email in ("lin@example.com", "nobody@example.com"):
        client.cookies.clear()
        page = client.post(reverse("account_login"), {"login": email, "password": "wrong wrong wrong"})
        answers.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|lin@|nobody@', "", page.content.decode()))
    assert answers[0] == answers[1]


def test_the_name_of_the_session_changes_at_log_in(client):
    sign_up(client)
    client.post(reverse("account_logout"))
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": "lin@example.com", "password": "quiet-harbour-9"})
    first = client.session.session_key
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), {"login": "lin@example.com", "password": "quiet-harbour-9"})
    assert client.session.session_key != first


def test_the_e_mail_address_changes_only_after_the_password_is_asked_again(client, time_machine):
    from kernel import clock

    sign_up(client)
    time_machine.move_to(clock.now())
    time_machine.shift(3600)
    answer = client.post(reverse("account_email"), {"email": "thief@example.com", "action_add": ""})
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_reauthenticate"))


def test_guest_orders_join_the_account_once_the_address_is_confirmed(client, guest_order):
    order = guest_order(email="Lin@Example.com")
    strangers = guest_order(email="other@example.com")
    sign_up(client)
    outbox.deliver_due()
    for placed in (order, strangers):
        placed.refresh_from_db()
    assert order.user == User.objects.get()
    assert strangers.user is None


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_request_login_code", "account_reset_password"]
)
@pytest.mark.parametrize("language", ["", "/zh-hans"])
def test_the_doors_open_in_both_languages(client, name, language):
    page = client.get(language + reverse(name))
    assert page.status_code == 200
    assert 'class="button primary' in page.content.decode()
