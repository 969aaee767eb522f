"""Each change of an order is written to the shopper once, in the order's language."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail

from kernel import clock, outbox
from kernel.models import OutboxMessage
from membership.messages.models import Message
from membership.messages.services import send_waiting
from orders import services
from orders.events import OrderPlaced
from orders.notices import handlers
from orders.payments.events import PaymentReturned
from orders.queries import is_key_of
from tests.orders.factories import an_order

TOTAL = Decimal("138.00")


def heard(kind):
    """The one message of a kind, after all news was heard and all mail sent."""
    outbox.deliver_due()
    send_waiting()
    return Message.objects.get(kind=f"order-{kind}")


def pay(order):
    services.mark_paid(order=order, amount=TOTAL, at=clock.now())


def test_every_change_is_written_once(order):
    pay(order)
    assert heard("paid").subject == f"We received your payment for {order.number}"
    services.mark_shipped(order=order, at=clock.now())
    assert heard("shipped").subject == f"Your order {order.number} is on its way"
    services.mark_delivered(order=order, at=clock.now())
    assert heard("delivered").subject == f"Your order {order.number} was delivered"
    services.record_refund(order=order, amount=TOTAL, at=clock.now())
    assert heard("refunded").subject == f"¥138.00 refunded for {order.number}"
    assert len(mail.outbox) == 4
    assert {sent.to[0] for sent in mail.outbox} == {"guest@example.com"}


def test_an_order_that_ends_unpaid_is_reminded_then_told_why(order):
    services.remind(order=order)
    assert "ends at" in heard("reminder").subject
    services.cancel(order=order, reason="unpaid")
    assert "It was not paid in time. Nothing was charged." in heard("cancelled").text
    services.reinstate(order=order, amount=TOTAL, at=clock.now())
    assert "came after the order had ended" in heard("reinstated").text


@pytest.mark.parametrize(
    ("why", "english", "chinese"),
    [
        ("late", "the goods were gone by then", "商品已售出"),
        ("twice", "had been paid before, and it stays paid", "此前已经付款"),
        ("price", "not made at the price agreed", "与约定的价格不一致"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_payment_that_goes_back_is_explained_once_in_the_order_s_language(stock, why, english, chinese, language):
    order = an_order(stock, language=language)
    fact = PaymentReturned(order.pk, order.number, "138.00", why, clock.now().isoformat())
    handlers.on_payment_returned(fact)
    handlers.on_payment_returned(fact)
    written = heard("payment_returned")
    assert ("¥138.00" in written.text, (english if language == "en" else chinese) in written.text) == (True, True)
    assert len(mail.outbox) == 1


def test_a_fact_heard_twice_is_one_mail(order):
    fact = OrderPlaced(order.pk, order.number, clock.now().isoformat())
    handlers.on_placed(fact)
    handlers.on_placed(fact)
    assert heard("placed").subject == f"Your order {order.number}"
    assert len(mail.outbox) == 1


def test_two_refunds_are_two_mails(order):
    pay(order)
    for minutes in (1, 2):
        services.record_refund(order=order, amount=Decimal("20.00"), at=clock.now() + timedelta(minutes=minutes))
    outbox.deliver_due()
    assert Message.objects.filter(kind="order-refunded").count() == 2


def test_a_chinese_order_is_written_to_in_chinese(stock):
    order = an_order(stock, language="zh-hans")
    pay(order)
    message = heard("paid")
    assert message.subject == f"订单 {order.number} 已收到付款"
    assert f"/zh-hans/orders/{order.number}/" in message.text
    assert 'lang="zh-Hans"' in message.html


def test_a_guests_link_opens_the_order_and_a_members_needs_the_account(order, stock, django_user_model):
    pay(order)
    assert is_key_of(order.number, heard("paid").text.split("?key=")[1].split()[0])
    Message.objects.all().delete()
    member = django_user_model.objects.create_user(email="lin@example.com", password="x")
    pay(an_order(stock, user=member))
    message = heard("paid")
    assert "?key=" not in message.text
    assert (message.to, message.user) == ("lin@example.com", member)


@pytest.mark.usefixtures("stock")
def test_a_title_in_angle_brackets_stays_text(order):
    order.lines.update(title="<script>alert(1)</script>")
    pay(order)
    message = heard("paid")
    assert "<script>" not in message.html
    assert "<script>" in message.text


def test_a_broken_post_never_stops_the_order(order, settings):
    settings.EMAIL_BACKEND = "nowhere.Backend"
    pay(order)
    outbox.deliver_due()
    assert order.status == "paid"
    assert not OutboxMessage.objects.filter(heard_at=None).exists()
