"""Where a member is logged in, and how they end it."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from kernel import clock
from membership.sessions.policy import browser_of
from tests.browsers import Browser
from tests.membership.staff.factories import a_shopper

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile Safari/604.1"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"
WECHAT = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36 MicroMessenger/8.0.50"
ADDRESS, ENDINGS = "/account/sessions/", "/account/sessions/endings/"


@pytest.fixture
def lin():
    member = a_shopper(email="lin@example.com", password="quiet-harbour-9")
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    return member


def browser_in(user_agent=DESK):
    browser = Browser(headers={"User-Agent": user_agent})
    browser.post(reverse("account_login"), {"login": "lin@example.com", "password": "quiet-harbour-9"})
    return browser


def is_in(browser):
    return browser.get(reverse("account:home")).status_code == 200


def name_of_the_other(page):
    return page.text.split('name="session" value="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("user_agent", "called"),
    [(PHONE, "Safari · iPhone"), (DESK, "Chrome · Windows"), (WECHAT, "WeChat · Android"), ("curl/8", ""), ("", "")],
)
def test_a_browser_is_called_what_people_call_it(user_agent, called):
    assert browser_of(user_agent) == called


def test_a_member_sees_where_they_are_logged_in_and_ends_one_or_all_others(lin):
    here, phone, tablet = browser_in(), browser_in(PHONE), browser_in(WECHAT)
    page = here.get(ADDRESS)
    assert all(called in page.text for called in ("Chrome · Windows", "Safari · iPhone", "WeChat · Android"))
    assert page.text.count("This one") == 1 and page.text.count('name="session"') == 2
    here.post(ENDINGS, {"session": name_of_the_other(page)})
    assert [is_in(here), is_in(phone), is_in(tablet)].count(True) == 2
    assert "You are logged out everywhere else." in here.post(ENDINGS, follow=True).text
    assert [is_in(here), is_in(phone), is_in(tablet)] == [True, False, False]


def test_nobody_ends_the_session_of_another(lin):
    here, other, chen = browser_in(), browser_in(), Browser()
    chen.force_login(a_shopper())
    for said in ({"session": name_of_the_other(here.get(ADDRESS))}, {}):
        chen.post(ENDINGS, said)
    assert is_in(here) and is_in(other)


def test_who_does_not_prove_again_who_they_are_ends_nothing(lin, time_machine):
    here, other = browser_in(), browser_in(PHONE)
    time_machine.move_to(clock.now() + timedelta(minutes=20))
    assert here.post(ENDINGS).url.startswith(reverse("account_reauthenticate"))
    assert is_in(other)


def test_the_keys_of_sessions_are_on_no_page(lin):
    here, other = browser_in(), browser_in(PHONE)
    page = here.get(ADDRESS).text
    assert not [each for each in (here, other) if each.cookies["sessionid"].value in page]


def test_the_same_is_said_in_chinese(lin):
    assert "登录的设备" in browser_in().get(f"/zh-hans{ADDRESS}").text


def test_the_page_costs_the_same_with_many_sessions(lin, django_assert_max_num_queries):
    here = browser_in()
    for _ in range(5):
        browser_in(PHONE)
    here.get(ADDRESS)
    with django_assert_max_num_queries(4):
        here.get(ADDRESS)
