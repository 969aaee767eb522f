"""Invoices: to whom, over how much, by which number, and what happens to them when money goes back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from kernel import clock
from kernel.outbox import deliver_due
from orders import services as orders
from orders.invoices import paper, policy, services
from orders.invoices.models import Invoice, InvoiceSeries
from orders.models import Order
from tests.membership.staff.factories import a_member_of_staff
from tests.orders.aftersales.factories import a_delivered_order
from tests.orders.factories import a_stock, an_order

pytestmark = pytest.mark.django_db

TAX_NUMBER = "91350100M000100Y43"
NEW_YEAR = clock.day_start(date(2027, 1, 1))


@pytest.fixture(autouse=True)
def _on_one_day(time_machine):
    """Numbers begin anew with the year, so no year begins while a test counts on."""
    time_machine.move_to(NEW_YEAR - timedelta(days=40))


def ask(order, title="林薇", buyer="personal", tax_number=""):
    return services.ask_for_invoice(order=order, buyer=buyer, title=title, tax_number=tax_number)


@pytest.mark.parametrize("number", [TAX_NUMBER, "91110000600037341L", "91440300708461136T"])
def test_a_credit_code_whose_last_symbol_checks_the_others(number):
    assert policy.is_tax_number(number)


@pytest.mark.parametrize("number", ["", "9" * 18, TAX_NUMBER[:-1] + "4", TAX_NUMBER.lower(), "91350100I000100Y43", "x"])
def test_a_credit_code_that_cannot_be(number):
    assert not policy.is_tax_number(number)


def test_tax_is_part_of_the_price():
    assert policy.tax_in(Decimal("113.00"), 13) == Decimal("13.00")
    assert policy.tax_in(Decimal("-113.00"), 13) == Decimal("-13.00")


def test_a_paid_order_gets_its_invoice_at_once_and_once(stock):
    order = a_delivered_order(stock)
    first, second = ask(order), ask(order)
    assert (first.pk, first.amount, first.title) == (second.pk, Decimal("138.00"), "林薇")
    assert first.number == "2026-00000001"
    assert sum(Decimal(row["amount"]) for row in first.rows) == first.amount == first.net + first.tax


def test_a_number_is_of_the_year_on_the_invoice_though_the_year_ends_while_it_is_drawn(time_machine):
    def a_second_later(execute, *asked):
        time_machine.shift(timedelta(seconds=1))
        return execute(*asked)

    for seconds in range(12):
        order = a_delivered_order(a_stock(), quantity=1)
        time_machine.move_to(NEW_YEAR - timedelta(seconds=seconds), tick=False)
        with connection.execute_wrapper(a_second_later):
            invoice = ask(order)
        assert invoice.number.startswith(f"{clock.store_day(invoice.issued_at).year}-"), seconds
    assert sorted(InvoiceSeries.objects.values_list("year", flat=True)) == [2026, 2027]


def test_an_invoice_asked_for_before_paying_comes_with_the_payment(order):
    assert ask(order) is None
    orders.mark_paid(order=order, amount=order.total_incl_tax, at=clock.now())
    deliver_due()
    deliver_due()
    assert Invoice.objects.get().amount == Decimal("138.00")


@pytest.mark.parametrize(("buyer", "tax_number"), [("company", ""), ("company", "123"), ("nobody", ""), ("", "")])
def test_a_title_that_is_none_is_refused(order, buyer, tax_number):
    with pytest.raises(services.NotATitle):
        ask(order, buyer=buyer, tax_number=tax_number)
    assert not Invoice.objects.exists()


def test_an_invoice_once_issued_names_nobody_else(stock):
    order = a_delivered_order(stock)
    ask(order)
    with pytest.raises(services.AlreadyIssued):
        ask(order, title="Somebody")


def give_back(order, amount):
    orders.record_refund(order=order, amount=Decimal(amount), at=clock.now())
    deliver_due()


def test_what_goes_back_is_reversed_in_red_and_only_once(stock):
    order = a_delivered_order(stock)
    invoice = ask(order)
    give_back(order, "69.00")
    services.reverse_what_went_back(order=order)
    give_back(order, "69.00")
    reds = Invoice.objects.filter(reverses=invoice).order_by("place")
    assert [red.amount for red in reds] == [Decimal("-69.00")] * 2
    assert [red.place for red in reds] == [2, 3]


def test_an_invoice_after_a_refund_is_over_what_is_left(stock):
    order = a_delivered_order(stock)
    give_back(order, "69.00")
    assert ask(order).amount == Decimal("69.00")
    assert not Invoice.objects.filter(amount__lt=0).exists()


def test_nothing_is_invoiced_of_what_all_went_back(stock):
    order = a_delivered_order(stock)
    give_back(order, "138.00")
    with pytest.raises(services.NothingToInvoice):
        ask(order)


def test_who_fails_leaves_no_gap_in_the_numbers(stock):
    ask(a_delivered_order(stock))
    with pytest.raises(RuntimeError), transaction.atomic():
        ask(a_delivered_order(a_stock()))
        raise RuntimeError
    ask(a_delivered_order(a_stock()))
    assert sorted(Invoice.objects.values_list("place", flat=True)) == [1, 2]
    assert InvoiceSeries.objects.get().last == 2


def test_the_database_keeps_one_invoice_an_order(stock):
    invoice = ask(a_delivered_order(stock))
    invoice.pk, invoice.place = None, 99
    with pytest.raises(IntegrityError), transaction.atomic():
        invoice.save()


def test_the_paper_is_a_pdf_in_chinese_type_and_always_the_same(stock):
    order = a_delivered_order(stock)
    invoice = ask(order, title="上海掌柜商贸有限公司", buyer="company", tax_number=TAX_NUMBER)
    invoice.refresh_from_db()
    drawn = paper.pdf_of(invoice)
    assert drawn.startswith(b"%PDF-")
    assert b"/STSong-Light" in drawn
    assert drawn == paper.pdf_of(invoice)


def test_many_rows_go_over_to_further_pages(stock):
    invoice = ask(a_delivered_order(stock))
    invoice.rows = invoice.rows * 60
    assert paper.pdf_of(invoice).count(b"/Type /Page\n") == 3


@pytest.fixture
def shopper(client, member):
    client.force_login(member)
    return client


def address(order):
    return f"/orders/{order.number}/invoice/"


def test_the_shopper_asks_on_the_orders_page_and_takes_it_along(shopper, member, stock):
    order = a_delivered_order(stock, user=member)
    assert address(order) in shopper.get(order.get_absolute_url()).text
    assert shopper.post(address(order), {"buyer": "personal", "title": "林薇"}).status_code == 302
    invoice = Invoice.objects.get()
    link = f"/orders/{order.number}/invoices/{invoice.year}-{invoice.place}.pdf"
    assert link in shopper.get(address(order)).text
    answer = shopper.get(link)
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert shopper.get(f"/orders/{order.number}/invoices/{invoice.year}-99.pdf").status_code == 404


@pytest.mark.parametrize(("language", "words"), [("", "18 symbols"), ("/zh-hans", "18 位")])
def test_a_company_without_a_real_number_is_told_how_it_looks(shopper, member, stock, language, words):
    order = a_delivered_order(stock, user=member)
    answer = shopper.post(language + address(order), {"buyer": "company", "title": "掌柜", "tax_number": "123"})
    assert (answer.status_code, words in answer.text) == (422, True)
    assert not Invoice.objects.exists()


def test_what_is_somebody_elses_does_not_exist(shopper, stock):
    order = a_delivered_order(stock)
    invoice = ask(order)
    assert shopper.get(address(order)).status_code == 404
    assert shopper.post(address(order), {"buyer": "personal", "title": "Me"}).status_code == 404
    assert shopper.get(f"/orders/{order.number}/invoices/{invoice.year}-{invoice.place}.pdf").status_code == 404


def test_the_office_finds_every_invoice_by_its_number(client, stock, django_assert_max_num_queries):
    client.force_login(a_member_of_staff("support"))
    assert "No invoices yet" in client.get("/backoffice/invoices/").text
    for _ in range(3):
        invoice = ask(a_delivered_order(a_stock()))
    give_back(invoice.order, "10.00")
    client.get("/backoffice/invoices/")
    with django_assert_max_num_queries(14):
        page = client.get("/backoffice/invoices/").text
    assert invoice.number in page
    assert "−¥10.00" in page
    assert client.get(f"/backoffice/invoices/{invoice.pk}/").content[:5] == b"%PDF-"


def test_a_wish_at_checkout_is_kept_with_the_order(buyer, stock):
    buyer.come_to_checkout(stock)
    wrong = buyer.place(**{"invoice-buyer": "company", "invoice-title": "掌柜", "invoice-tax_number": "1"})
    assert (wrong.status_code, Order.objects.count()) == (422, 0)
    buyer.place(**{"invoice-buyer": "company", "invoice-title": "掌柜", "invoice-tax_number": TAX_NUMBER})
    assert Order.objects.get().invoice_wish.tax_number == TAX_NUMBER


@pytest.mark.django_db(transaction=True)
def test_many_invoices_at_once_are_numbered_without_a_gap():
    placed = [an_order(a_stock()) for _ in range(12)]
    for order in placed:
        orders.mark_paid(order=order, amount=order.total_incl_tax, at=clock.now())

    def asked(order):
        try:
            return ask(Order.objects.get(pk=order.pk), title=str(uuid4())).place
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        places = list(pool.map(asked, placed))
    assert sorted(places) == list(range(1, 13))
