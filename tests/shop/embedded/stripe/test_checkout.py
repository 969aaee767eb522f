"""The hosted page: paying, mending mistakes, the bank's questions, the end of a session."""

import re
import time

import pytest
import stripe

from tests.shop.embedded.stripe.drivers import Browser, session_of, until


def challenge(browser, url, answer):
    _, page, _ = browser.open(url)
    assert 'name="answer"' in page
    return browser.open(url, {"answer": answer})


def test_a_payment_leads_back_to_the_shop_and_completes_the_session(client, browser):
    session = session_of(client, metadata={"order": "9HXT"}, payment_intent_data={"metadata": {"order": "9HXT"}})
    assert browser.pay(session.url)[::2] == (303, f"http://shop.test/paid?session={session.id}")
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    assert (paid.status, paid.payment_status, paid.amount_total) == ("complete", "paid", 49600)
    assert (paid.payment_intent.status, paid.payment_intent.metadata["order"]) == ("succeeded", "9HXT")
    assert paid.payment_intent.latest_charge.amount_captured == 49600
    assert paid.customer_details.email == "lin@example.com"


def test_paying_twice_charges_once(client, browser):
    session = session_of(client)
    assert browser.pay(session.url)[0] == browser.pay(session.url)[0] == 303
    intent = client.v1.checkout.sessions.retrieve(session.id).payment_intent
    assert len(client.v1.charges.list({"payment_intent": intent}).data) == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"number": "4242 4242 4242 4241"}, "number"),
        ({"number": ""}, "number"),
        ({"expiry": "13/34"}, "expiry"),
        ({"expiry": "01/20"}, "expiry"),
        ({"expiry": "soon"}, "expiry"),
        ({"cvc": "12"}, "cvc"),
        ({"name": " "}, "name"),
        ({"email": "lin@example"}, "email"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_the_rest_is_kept(client, browser, typed, field):
    status, page, _ = browser.pay(session_of(client).url, **typed)
    assert status == 422
    assert re.findall(r'class="fault" id="(\w+)-fault"', page) == [field]
    assert ('value="Lin Wei"' in page) == (field != "name")
    assert "4242 4242" not in re.sub(r"<details.*", "", page, flags=re.S), "card data never comes back"


def test_a_declined_card_charges_nothing_and_another_one_may_be_tried(client, browser):
    session = session_of(client)
    status, page, _ = browser.pay(session.url, number="4000000000009995")
    assert status == 402
    assert "There is not enough money on this card." in page
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert browser.pay(session.url)[0] == 303


def test_three_d_secure_passed(client, browser):
    session = session_of(client)
    bank = browser.pay(session.url, number="4000002760003184")[2]
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "unpaid"
    assert challenge(browser, bank, "complete")[2] == f"http://shop.test/paid?session={session.id}"
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_three_d_secure_failed_leads_back_to_the_form_with_the_name_kept(client, browser):
    session = session_of(client)
    bank = browser.pay(session.url, number="4000002760003184")[2]
    form = challenge(browser, bank, "fail")[2]
    page = browser.open(form)[1]
    assert "Your bank could not confirm that it is you." in page
    assert 'value="Lin Wei"' in page
    assert browser.pay(form)[0] == 303


def test_three_d_secure_passed_but_then_declined(client, browser):
    session = session_of(client)
    bank = browser.pay(session.url, number="4000008400001629")[2]
    page = browser.open(challenge(browser, bank, "complete")[2])[1]
    assert "Your bank declined this card." in page
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_nobody_answers_the_bank_for_another_shopper(client, browser):
    bank = browser.pay(session_of(client).url, number="4000002760003184")[2]
    status, _, _ = browser.open(bank.replace("secret=pi_", "secret=px_"), {"answer": "complete"})
    assert status == 404


def test_the_page_speaks_the_session_s_language_or_the_browser_s(client):
    assert "应付总额" in Browser("en").open(session_of(client, locale="zh").url)[1]
    assert "应付总额" in Browser("zh-CN,zh;q=0.9").open(session_of(client).url)[1]
    assert "Total due" in Browser("zh-CN").open(session_of(client, locale="en").url)[1]


def test_the_page_shows_the_way_back_and_escapes_what_the_shop_sent(client, browser):
    line = {"currency": "jpy", "unit_amount": 1200, "product_data": {"name": "<script>alert(1)</script>"}}
    session = session_of(client, line_items=[{"price_data": line, "quantity": 2}])
    page = browser.open(session.url)[1]
    assert 'href="http://shop.test/cancelled"' in page
    assert "¥2,400" in page
    assert "<script" not in page


def test_an_expired_session_can_no_longer_be_paid(client, browser):
    session = session_of(client)
    assert client.v1.checkout.sessions.expire(session.id).status == "expired"
    status, page, _ = browser.pay(session.url)
    assert status == 410
    assert 'href="http://shop.test/cancelled"' in page
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.expire(session.id)


def test_a_session_expires_by_itself_when_its_time_is_over(stand_in, client):
    session = session_of(client, expires_at=int(time.time()) + 31 * 60)
    stand_in.lever("clock", seconds=32 * 60)
    try:
        expired = until(lambda: client.v1.checkout.sessions.retrieve(session.id).status == "expired")
    finally:
        stand_in.lever("clock", seconds=0)
    assert expired


@pytest.mark.parametrize("minutes", [29, 24 * 60 + 1])
def test_a_session_lives_between_half_an_hour_and_a_day(client, minutes):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        session_of(client, expires_at=int(time.time()) + minutes * 60)
    assert refusal.value.param == "expires_at"


@pytest.mark.parametrize(
    ("wrong", "param"),
    [({"success_url": "nowhere"}, "success_url"), ({"line_items": []}, "line_items"), ({"colour": "red"}, "colour")],
)
def test_a_wrong_parameter_is_named(client, wrong, param):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        session_of(client, **wrong)
    assert refusal.value.param == param
