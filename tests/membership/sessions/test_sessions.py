"""Who comes again is known by one question, and only for as long as the session and the member are good."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.http import HttpRequest
from django.test.utils import CaptureQueriesContext

from kernel import clock
from membership.models import User
from membership.sessions.models import Session
from membership.sessions.store import SessionStore
from membership.sessions.tasks import forget_expired_sessions
from tests.browsers import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin():
    return User.objects.create_user("lin@shop.example", "Tidewater-7!")


@pytest.fixture
def chen():
    return User.objects.create_user("chen@shop.example", "Tidewater-7!")


def browser_of(member):
    browser = Browser()
    browser.force_login(member)
    return browser


def seen_by_the_shop(browser):
    """Who the shop takes this browser's next request to be from."""
    request = HttpRequest()
    request.session = SessionStore(browser.cookies["sessionid"].value)
    return get_user(request)


def test_a_session_and_its_member_are_one_question(lin):
    browser = browser_of(lin)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert seen_by_the_shop(browser) == lin
    assert len(asked) == 1


def test_two_browsers_are_never_taken_for_each_other(lin, chen):
    hers, his = browser_of(lin), browser_of(chen)
    assert [seen_by_the_shop(browser) for browser in (hers, his, hers, his)] == [lin, chen, lin, chen]


def test_who_was_read_for_one_request_is_not_known_to_the_next(lin, chen):
    assert SessionStore(browser_of(lin).cookies["sessionid"].value).get("_auth_user_id") == str(lin.pk)
    request = HttpRequest()
    request.session = SessionStore()
    assert not get_user(request).is_authenticated
    assert seen_by_the_shop(browser_of(chen)) == chen


def test_a_key_that_is_taken_is_given_to_nobody_else(lin, monkeypatch):
    taken = browser_of(lin).cookies["sessionid"].value
    keys = iter([taken, "f" * 40])
    monkeypatch.setattr("membership.sessions.store.token_hex", lambda _: next(keys))
    session = SessionStore()
    session.create()
    assert session.session_key == "f" * 40
    assert Session.objects.get(pk=taken).member == lin


def test_a_new_session_is_one_statement():
    session = SessionStore()
    session["orders"] = ["4711"]
    with CaptureQueriesContext(connection) as asked:
        session.save()
    assert len(asked) == 1
    assert SessionStore(session.session_key)["orders"] == ["4711"]


def test_whoever_may_not_log_in_any_more_is_nobody(lin):
    browser = browser_of(lin)
    User.objects.filter(pk=lin.pk).update(is_active=False)
    assert not seen_by_the_shop(browser).is_authenticated


def test_a_new_password_ends_the_sessions_of_the_old(lin):
    browser = browser_of(lin)
    lin.set_password("Headland-8!")
    lin.save()
    assert not seen_by_the_shop(browser).is_authenticated


def test_a_member_who_is_deleted_leaves_no_session(lin, chen):
    browser_of(lin), browser_of(chen)
    lin.delete()
    assert [session.member for session in Session.objects.all()] == [chen]


def test_logging_out_leaves_no_session_of_the_member(client, lin):
    client.force_login(lin)
    client.logout()
    assert not Session.objects.filter(member=lin).exists()


def test_sessions_whose_time_is_over_are_forgotten(lin, chen):
    browser_of(lin), browser_of(chen)
    Session.objects.filter(member=lin).update(expire_date=clock.now() - timedelta(minutes=1))
    forget_expired_sessions()
    assert Session.objects.get().member == chen
