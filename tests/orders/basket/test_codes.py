"""The field for a coupon code: one answer for all that is wrong, and not many tries."""

from datetime import timedelta
from decimal import Decimal

import pytest

from kernel import clock
from promotions.coupons import services
from promotions.rules import Gain
from tests.membership.staff.factories import a_shopper
from tests.promotions.coupons.factories import a_coupon, everything, the_terms, voucher_of
from tests.promotions.test_queries import an_offer

pytestmark = pytest.mark.django_db

SAID = "This code brings nothing now."


def send(browser, code, **headers):
    return browser.post("/basket/codes/", {"code": code}, headers=headers)


def body(answer, code):
    """What the page says, without what differs from one request to the next and without what was typed."""
    said = answer.content.decode().replace(code, "")
    return [line for line in said.splitlines() if "csrf" not in line and "nonce" not in line]


@pytest.fixture
def codes():
    """Codes of every kind that this shopper may not use."""
    over = a_coupon(kind="code", starts_at=clock.now() - timedelta(days=2), ends_at=clock.now() - timedelta(days=1))
    used_up = a_coupon(kind="code", total=0)
    stopped = a_coupon(kind="code")
    services.stop_coupon(coupon=stopped)
    draft = services.draft_coupon(terms=the_terms(kind="code"))
    someone_elses = a_coupon()
    services.claim(user=a_shopper(), coupon_id=someone_elses.pk)
    return [voucher_of(each).code for each in (over, used_up, stopped, draft, someone_elses)]


def test_unknown_expired_used_up_and_someone_elses_are_answered_alike(client, stock, codes):
    client.post("/basket/lines/", {"sku": stock.partner_sku}, follow=True)
    answers = [(send(client, code), code) for code in ["UNKNOWN", *codes, "x" * 1024, "' OR 1=1 --", "nul\0"]]
    assert {answer.status_code for answer, _ in answers} == {422}
    bodies = [body(answer, code) for answer, code in answers[:-3]]
    assert all(SAID in answer.content.decode() for answer, _ in answers)
    assert all(each == bodies[0] for each in bodies)


def test_after_twenty_wrong_codes_even_a_right_one_is_not_looked_at(client, stock):
    client.post("/basket/lines/", {"sku": stock.partner_sku})
    coupon = a_coupon(kind="code")
    assert {send(client, f"WRONG-{n}").status_code for n in range(20)} == {422}
    barred = send(client, voucher_of(coupon).code)
    assert (barred.status_code, barred["Retry-After"]) == (429, "1800")
    assert voucher_of(coupon).code not in client.get("/basket/").content.decode()


def test_a_forged_address_and_a_new_browser_do_not_start_anew(client):
    for n in range(20):
        send(client, f"WRONG-{n}")
    client.cookies.clear()
    assert send(client, "WRONG", **{"X-Forwarded-For": "203.0.113.7"}).status_code == 429


def test_right_codes_are_not_counted(client, stock):
    client.post("/basket/lines/", {"sku": stock.partner_sku})
    code = voucher_of(a_coupon(kind="code")).code
    assert {send(client, code).status_code for _ in range(25)} == {302}


def test_half_an_hour_later_the_field_is_open_again(client, time_machine):
    for n in range(21):
        send(client, f"WRONG-{n}")
    time_machine.move_to(clock.now() + timedelta(minutes=31))
    assert send(client, "WRONG").status_code == 422


def test_wrong_codes_are_in_the_security_log_without_the_code(client, caplog):
    for _ in range(21):
        send(client, "SECRET-GUESS")
    told = [record for record in caplog.records if record.name == "security"]
    assert [record.message for record in told] == ["coupon.refused"] * 20 + ["coupon.barred"]
    assert "SECRET-GUESS" not in caplog.text


def test_a_new_coupon_takes_the_place_of_the_old(client, stock):
    client.post("/basket/lines/", {"sku": stock.partner_sku, "quantity": 2})
    one, other = (voucher_of(a_coupon(kind="code")).code for _ in range(2))
    send(client, one)
    send(client, other)
    page = client.get("/basket/").content.decode()
    assert f"<b>{other}</b>" in page and one not in page


def test_a_coupon_that_ends_while_it_lies_in_the_basket_is_not_dropped_without_a_word(client, stock):
    client.post("/basket/lines/", {"sku": stock.partner_sku, "quantity": 2})
    coupon = a_coupon(kind="code")
    send(client, voucher_of(coupon).code)
    assert "is over or used up" not in client.get("/basket/").text
    services.stop_coupon(coupon=coupon)
    for language, words in (("", "is over or used up"), ("/zh-hans", "您选的优惠券已结束或已用完")):
        assert words in client.get(f"{language}/basket/").text


def test_forty_percent_off_and_a_coupon_of_seventy_give_nothing_away(client, stock):
    an_offer(everything(), need=("Count", 1), gain=("Percentage", 40))
    code = voucher_of(a_coupon(kind="code", gain=Gain.PERCENTAGE, value=Decimal(70), minimum=Decimal(0))).code
    client.post("/basket/lines/", {"sku": stock.partner_sku})
    assert send(client, code).status_code == 302
    page = client.get("/basket/").content.decode()
    assert "¥13.80" in page  # four fifths off at most
    assert page.count("<dd>−¥27.60</dd>") == 2
