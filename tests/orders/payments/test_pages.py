"""To Stripe's page and back, as a shopper's browser sees it."""

import pytest
from django.urls import reverse
from django.utils import translation

from orders import services as orders
from tests.orders.factories import an_order
from tests.orders.payments.till import deliver, event_of, news_of, open_session, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def shopper(client, order):
    """The browser in which the order was placed without an account."""
    session = client.session
    orders.remember_in(session, order.number)
    session.save()
    return client


def start(browser, order):
    return browser.post(reverse("payments:start", kwargs={"number": order.number}))


def come_back(browser, session):
    return browser.get(reverse("payments:return"), {"session": session.session_id})


def said(browser, answer):
    """The messages the next page shows."""
    return [str(message) for message in answer.wsgi_request._messages]


def test_the_pay_button_leads_to_stripe(stripe, shopper, order):
    answer = start(shopper, order)
    assert (answer.status_code, answer["Location"]) == (302, open_session(order).url)


def test_coming_back_from_paying_leads_to_the_paid_order(stripe, shopper, order):
    start(shopper, order)
    answer = come_back(shopper, pay(stripe, order))
    order.refresh_from_db()
    assert (answer["Location"], order.status) == (order.get_absolute_url(), "paid")


def test_coming_back_twice_is_the_same(stripe, shopper, order):
    session = pay(stripe, order)
    assert come_back(shopper, session)["Location"] == come_back(shopper, session)["Location"]
    assert order.timeline.filter(kind="paid").count() == 1


def test_unsure_the_page_waits_and_offers_no_second_way_to_pay(stripe, shopper, order):
    session = pay(stripe, order)
    stripe.order("fail_before", matching="/v1/checkout/sessions", times=3)
    page = come_back(shopper, session)
    assert (page.status_code, page["Refresh"]) == (200, "4")
    assert "We are checking with the bank" in page.content.decode()
    assert reverse("payments:start", kwargs={"number": order.number}) not in page.content.decode()
    assert come_back(shopper, session).status_code == 302


def test_the_page_that_waits_speaks_chinese(stripe, shopper, order):
    session = pay(stripe, order)
    stripe.order("fail_before", matching="/v1/checkout/sessions", times=3)
    with translation.override("zh-hans"):
        page = come_back(shopper, session)
    assert "正在向银行确认" in page.content.decode()


def test_coming_back_without_paying_keeps_everything_and_says_so(stripe, shopper, order):
    open_session(order)
    answer = shopper.get(reverse("payments:cancelled", kwargs={"number": order.number}))
    assert answer["Location"] == order.get_absolute_url()
    assert said(shopper, answer) == ["Nothing was charged. Your order is kept; you can pay it below."]


def test_a_refusal_is_told_once_where_its_reason_stands(stripe, shopper, order):
    session = pay(stripe, order, card="4000000000009995")
    deliver(shopper, event_of("payment_intent.payment_failed", news_of(stripe, session)))
    answer = shopper.get(reverse("payments:cancelled", kwargs={"number": order.number}))
    assert said(shopper, answer) == []
    assert shopper.get(order.get_absolute_url()).content.decode().count("Nothing was charged") == 1


def test_nothing_was_charged_is_only_said_when_it_is_true(stripe, shopper, order):
    pay(stripe, order)
    answer = shopper.get(reverse("payments:cancelled", kwargs={"number": order.number}))
    order.refresh_from_db()
    assert (order.status, said(shopper, answer)) == ("paid", [])


def test_stripe_away_leads_back_to_the_order_with_a_word(stripe, shopper, order):
    stripe.order("fail_before", matching="/v1/checkout/sessions", times=3)
    answer = start(shopper, order)
    assert answer["Location"] == order.get_absolute_url()
    assert "Nothing was charged" in said(shopper, answer)[0]


def test_a_cancelled_order_is_not_paid(stripe, shopper, order):
    orders.cancel(order=order, reason="shopper")
    assert start(shopper, order)["Location"] == order.get_absolute_url()
    assert not order.checkout_sessions.exists()


def test_nobody_starts_or_stops_the_payment_of_somebody_else(stripe, shopper, stock):
    strange = an_order(stock)
    assert start(shopper, strange).status_code == 404
    assert shopper.get(reverse("payments:cancelled", kwargs={"number": strange.number})).status_code == 404
    assert not strange.checkout_sessions.exists()


@pytest.mark.parametrize("session", ["", "cs_test_unknown", "%00", "掌柜", "x" * 5000])
def test_coming_back_from_nowhere_is_not_found(stripe, shopper, session):
    assert shopper.get(f"{reverse('payments:return')}?session={session}").status_code == 404


def test_coming_back_costs_few_queries(stripe, shopper, order, django_assert_max_num_queries):
    session = pay(stripe, order)
    with django_assert_max_num_queries(14):
        come_back(shopper, session)
    with django_assert_max_num_queries(2):
        assert come_back(shopper, session).status_code == 302


def test_the_webhook_costs_few_queries(stripe, client, order, django_assert_max_num_queries):
    paid = event_of("payment_intent.succeeded", news_of(stripe, pay(stripe, order)))
    with django_assert_max_num_queries(12):
        deliver(client, paid)
    with django_assert_max_num_queries(1):
        deliver(client, paid)


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ("4000000000009995", "There is not enough money on this card."),
        ("4000000000009987", "The bank declined this card."),
    ],
)
def test_the_order_page_says_why_the_card_was_refused(stripe, shopper, order, card, words):
    session = pay(stripe, order, card=card)
    deliver(shopper, event_of("payment_intent.payment_failed", news_of(stripe, session)))
    page = shopper.get(order.get_absolute_url()).content.decode()
    assert words in page
    assert "Nothing was charged" in page
