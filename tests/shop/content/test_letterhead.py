"""What the merchant says of the store stands on its pages, its mails and its invoices, without a deploy."""

from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from django.core import mail

from kernel import clock
from membership.messages import services as messages
from orders import services as orders
from orders.invoices import services as invoices
from shop.content import services as content
from tests.orders.factories import an_order

pytestmark = pytest.mark.django_db

SAID = {
    "name_en": "Blue Kiln",
    "name_zh_hans": "青窑",
    "intro_en": "Pots.",
    "intro_zh_hans": "器皿。",
    "email": "hello@kiln.example",
    "phone": "400 811 0000",
    "licence": "沪ICP备00000000号",
}


def a_letter(language: str):
    messages.send(
        key=f"test:{language}",
        kind="test",
        to="lin@shop.example",
        language=language,
        template="membership/staff/welcome",
        context={"store": "", "roles": [], "url": "/"},
    )
    messages.send_waiting()
    return mail.outbox[-1]


@pytest.mark.parametrize(("language", "name"), [("en", "Blue Kiln"), ("zh-hans", "青窑")])
def test_a_mail_is_from_the_store_by_its_name_and_says_how_to_reach_it(settings, language, name):
    settings.DEFAULT_FROM_EMAIL = "Shopkeeper <shop@example.com>"
    content.describe_store(changes=SAID)
    letter = a_letter(language)
    assert parseaddr(str(make_header(decode_header(letter.from_email)))) == (name, "shop@example.com")
    assert letter.reply_to == ["hello@kiln.example"]
    for text in (letter.body, letter.alternatives[0].content):
        for word in (name, "400 811 0000", "hello@kiln.example", "沪ICP备00000000号"):
            assert word in text


def an_invoice():
    order = an_order()
    orders.mark_paid(order=order, amount=order.total_incl_tax, at=clock.now())
    invoices.ask_for_invoice(order=order, buyer="personal", title="林薇")
    return invoices.issue(order=order)


def test_an_invoice_is_from_the_store_or_from_the_company_it_names():
    content.describe_store(changes=SAID)
    assert an_invoice().seller == "青窑"
    content.describe_store(changes={"seller": "上海青窑陶瓷有限公司", "tax_number": "91350100M000100Y43"})
    invoice = an_invoice()
    assert (invoice.seller, invoice.seller_tax_number) == ("上海青窑陶瓷有限公司", "91350100M000100Y43")


def test_the_pages_bear_the_name_at_once(client):
    content.describe_store(changes=SAID)
    assert "Blue Kiln" in client.get("/").text
    assert "青窑" in client.get("/zh-hans/").text
