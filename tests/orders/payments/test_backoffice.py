"""The office page of what is wrong with money."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kernel.models import AuditEntry
from orders.payments import queries, readings, services
from orders.payments.models import PaymentAlert
from tests.membership.staff.factories import a_member_of_staff
from tests.orders.payments.till import pay, pay_and_settle

pytestmark = pytest.mark.django_db
PAGE = "/backoffice/payments/"


@pytest.fixture
def support(client):
    client.force_login(a_member_of_staff("support", email="support@shop.example"))
    return client


@pytest.fixture
def alert(stripe, order):
    """A payment of one fen too much."""
    found = stripe.client().v1.checkout.sessions.retrieve(pay(stripe, order).session_id)
    services.settle(payment=replace(readings.payment_of_session(found.to_dict()), amount=13801))
    return PaymentAlert.objects.get()


def test_an_alert_says_what_was_asked_and_what_was_paid(support, alert):
    page = support.get(PAGE).content.decode()
    assert alert.order.number in page
    assert "Amount: ¥138.00 → ¥138.01" in page


@pytest.mark.parametrize(
    ("kind", "details", "english", "chinese"),
    [
        ("mismatched", {"different": {"currency": ["cny", "usd"]}}, "Currency: cny → usd", "币种：cny → usd"),
        ("mismatched", {"different": {"price": ["ab", "cd"]}}, "no longer holds the price", "与顾客同意的价格不一致"),
        ("mismatched", {"different": {"asked price": ["ab", "cd"]}}, "asked for another price", "支付页上的价格"),
        ("mismatched", {"different": {"session_id": ["cs_1", ""]}}, "Payment page: cs_1 → —", "支付页：cs_1 → —"),
        ("unknown", {"paid": {"amount": 500, "currency": "cny"}}, "¥5.00", "¥5.00"),
        (
            "disputed",
            {"amount": 500, "currency": "cny", "reason": "fraudulent"},
            "was not their payment",
            "不是本人付款",
        ),
        ("refund_failed", {"amount": "5.00", "failure": "declined"}, "the bank declined it", "银行拒绝入账"),
        ("refund_failed", {"amount": "5.00", "failure": ""}, "the bank did not say why", "银行未说明原因"),
    ],
)
def test_an_alert_speaks_the_words_of_its_reader(support, kind, details, english, chinese):
    PaymentAlert.objects.create(kind=kind, subject="pi_1", details=details)
    for page, words in ((PAGE, english), (f"/zh-hans{PAGE}", chinese)):
        said = support.get(page).text
        assert words in said
        assert not [code for code in (*details.get("different", {}), details.get("reason")) if f"{code}:" in said]


def test_looking_at_it_takes_it_from_the_list_and_is_remembered(support, alert):
    assert support.post(f"{PAGE}{alert.pk}/resolution/").status_code == 302
    assert not queries.open_alerts().exists()
    alert.refresh_from_db()
    assert alert.resolved_by == "support@shop.example"
    assert AuditEntry.objects.get(action="payment_alert.resolved").actor == "support@shop.example"
    assert "Nothing to look at" in support.get(PAGE).content.decode()


def test_refunds_on_their_way_are_shown(support, stripe, order):
    pay_and_settle(stripe, order)
    services.refund(order=order, amount=Decimal("38.00"), reason="broken", by="support@shop.example")
    page = support.get(PAGE).content.decode()
    assert "¥38.00" in page
    assert "support@shop.example" in page


def test_those_who_may_not_refund_do_not_see_it(client, alert):
    client.force_login(a_member_of_staff("analyst"))
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}{alert.pk}/resolution/").status_code == 403
    assert queries.open_alerts().count() == 1


def test_the_page_costs_the_same_however_long_the_list(support, alert, django_assert_max_num_queries):
    PaymentAlert.objects.bulk_create(
        PaymentAlert(kind="unknown", subject=f"pi_{n}", order=alert.order) for n in range(30)
    )
    with django_assert_max_num_queries(12):
        support.get(PAGE)
