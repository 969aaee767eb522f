"""A guest's link opens the order, and only it, for a time; when that is over, it is mailed anew to the same mailbox."""

from datetime import timedelta

import pytest
import time_machine
from django.core.signing import Signer, b62_decode, b62_encode

from kernel import clock, outbox
from kernel.thresholds import THRESHOLDS, set_values
from membership.messages.models import Message
from orders import keys
from orders.aftersales import terms
from orders.queries import key_of
from tests.browsers import Browser
from tests.membership.staff.factories import a_shopper
from tests.orders.factories import a_stock, an_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    return an_order(a_stock())


@pytest.fixture
def member():
    return a_shopper()


def opened_by(order, key, *, after=0, language=""):
    """What a browser that never was here finds by that link, so many days later."""
    with time_machine.travel(clock.now() + timedelta(days=after)):
        return Browser().get(f"{language}/orders/{order.number}/?key={key}")


def ask_anew(order, key):
    answer = Browser().post(f"/orders/{order.number}/link/", {"key": key}, follow=True)
    outbox.deliver_due()
    return answer


def test_a_link_opens_the_order_until_its_time_is_over(order):
    key = key_of(order.number)
    for days in (0, 179):
        assert opened_by(order, key, after=days)["Location"] == f"/orders/{order.number}/"
    late = opened_by(order, key, after=180)
    assert (late.status_code, "This link is over" in late.text, "Mail me a new link" in late.text) == (410, True, True)
    assert "重新发送链接" in opened_by(order, key, after=180, language="/zh-hans").text
    assert order.lines.get().title not in late.text and order.guest_email not in late.text


def test_how_long_it_opens_is_the_merchants_to_say_but_longer_than_any_window_to_return(order):
    key = key_of(order.number)
    set_values({keys.DAYS: 120})
    assert opened_by(order, key, after=120).status_code == 410
    longest = max(THRESHOLDS[name].most for name in (terms.RETURN_DAYS, terms.EXCHANGE_DAYS))
    assert THRESHOLDS[keys.DAYS].least >= longest + 30


def test_a_link_that_is_over_is_mailed_anew_to_the_mailbox_of_the_order(order):
    old = key_of(order.number)
    with time_machine.travel(clock.now() + timedelta(days=200)):
        assert "on its way to the mailbox" in ask_anew(order, old).text
        mail = Message.objects.get(kind="order-link")
        assert (mail.to, mail.language) == (order.guest_email, order.language)
        new = mail.text.split("?key=")[1].split()[0]
        assert opened_by(order, new).status_code == 302
        assert opened_by(order, old).status_code == 410
        assert opened_by(order, new, after=180).status_code == 410


def test_nobody_fills_a_mailbox_with_links(order):
    key = key_of(order.number)
    for _time in range(3):
        ask_anew(order, key)
    assert "several times within the hour" in ask_anew(order, key).text
    assert Message.objects.filter(kind="order-link").count() == 3


def made_younger(key):
    made, _dot, signature = key.partition(".")
    return f"{b62_encode(b62_decode(made) + 1)}.{signature}"


@pytest.mark.parametrize(
    "change",
    [
        made_younger,
        lambda key: key[:-1],
        lambda key: key.partition(".")[2],
        lambda key: f"{key}.{key}",
        lambda key: "." + key.partition(".")[2],
        lambda key: "",
        lambda key: "ü.%00",
    ],
)
def test_a_link_that_was_changed_opens_nothing_and_has_none_mailed(order, change):
    key = change(key_of(order.number))
    assert opened_by(order, key).status_code == 404
    assert ask_anew(order, key).status_code == 404
    assert not Message.objects.filter(kind="order-link").exists()


def test_a_link_to_another_order_opens_nothing_and_has_none_mailed(order):
    key = key_of(an_order(a_stock()).number)
    assert opened_by(order, key).status_code == ask_anew(order, key).status_code == 404
    assert not Message.objects.filter(kind="order-link").exists()


def test_a_link_from_before_links_had_a_date_is_over_and_can_be_had_anew(order):
    key = Signer(salt="orders.key").signature(order.number)
    assert opened_by(order, key).status_code == 410
    ask_anew(order, key)
    assert Message.objects.get(kind="order-link").to == order.guest_email


def test_whoever_may_see_the_order_needs_no_link(order, member):
    order.user = member
    order.save()
    key, browser = Signer(salt="orders.key").signature(order.number), Browser()
    assert "log in to see it" in browser.get(f"/orders/{order.number}/?key={key}").text
    browser.force_login(member)
    assert browser.get(f"/orders/{order.number}/?key={key}")["Location"] == f"/orders/{order.number}/"


def test_an_order_that_became_a_members_leads_to_the_log_in(order, member):
    order.user = member
    order.save()
    late = opened_by(order, key_of(order.number), after=180).text
    assert f"/account/login/?next=/orders/{order.number}/" in late and "Mail me a new link" not in late


def test_the_page_of_a_link_that_is_over_costs_few_queries(order, django_assert_max_num_queries):
    key = Signer(salt="orders.key").signature(order.number)
    opened_by(order, key)
    with django_assert_max_num_queries(4):
        opened_by(order, key)
