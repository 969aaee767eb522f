"""Commands of invoices. Each locks the order, so that an invoice and a refund never pass each other by."""

from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import override

from kernel import clock
from kernel.money import ZERO
from membership.messages.queries import letterhead
from orders import services as orders
from orders.invoices import policy, queries
from orders.invoices.forms import InvoiceForm
from orders.invoices.models import Buyer, Invoice, InvoiceSeries, InvoiceWish
from orders.models import Order

__all__ = [
    "AlreadyIssued",
    "InvoiceForm",
    "NotATitle",
    "NothingToInvoice",
    "ask_for_invoice",
    "issue",
    "reverse_what_went_back",
]


class NotATitle(Exception):
    """An invoice names a person, or a company with its 统一社会信用代码."""


class AlreadyIssued(Exception):
    """The invoice is out; what it says cannot be changed any more."""


class NothingToInvoice(Exception):
    """The order is not paid, or all of it went back."""


@transaction.atomic
def ask_for_invoice(*, order: Order, buyer: str, title: str, tax_number: str = "") -> Invoice | None:
    """The invoice is issued, or will be as soon as the order is paid. The same wish twice is one.

    Raises NotATitle, AlreadyIssued where it was issued to somebody else, NothingToInvoice; then nothing changed.
    """
    title, tax_number = " ".join(title.split()), "".join(tax_number.upper().split())
    _check_title(buyer, title, tax_number)
    orders.lock(order)
    issued = queries.invoice_of(order)
    if issued:
        return _same(issued, buyer, title, tax_number)
    if order.status in (Order.Status.CANCELLED, Order.Status.REFUNDED):
        raise NothingToInvoice(order.number)
    said = {"buyer": buyer, "title": title, "tax_number": tax_number if buyer == Buyer.COMPANY else ""}
    InvoiceWish.objects.update_or_create(order=order, defaults=said)
    return issue(order=order)


@transaction.atomic
def issue(*, order: Order) -> Invoice | None:
    """The paid order has its invoice if one was asked for: over what was paid and not given back."""
    if not InvoiceWish.objects.filter(order=order).exists():
        return None
    orders.lock(order)
    wish = InvoiceWish.objects.get(order=order)
    amount = order.amount_paid - order.amount_refunded
    if amount <= 0:
        return None
    issued = queries.invoice_of(order)
    if issued:
        return issued
    invoice = Invoice(order=order, buyer=wish.buyer, title=wish.title, tax_number=wish.tax_number, amount=amount)
    invoice.rows = queries.rows_of(order)
    issued = _numbered(invoice)
    orders.tell(order=order, kind="invoice_issued", details={"number": issued.number, "amount": str(amount)})
    return issued


@transaction.atomic
def reverse_what_went_back(*, order: Order) -> Invoice | None:
    """A red invoice over what was given back and not reversed yet; none where nothing is."""
    orders.lock(order)
    invoice = queries.invoice_of(order)
    if invoice is None:
        return None
    amount = invoice.amount + queries.reversed_of(invoice) - (order.amount_paid - order.amount_refunded)
    if amount <= ZERO:
        return None
    return _reversed(invoice, amount)


def _reversed(invoice: Invoice, amount: Decimal) -> Invoice:
    red = Invoice(order=invoice.order, reverses=invoice, amount=-amount)
    red.buyer, red.title, red.tax_number = invoice.buyer, invoice.title, invoice.tax_number
    red.rows = [{"kind": "reversal", "title": invoice.number, "pieces": 1, "amount": str(-amount)}]
    issued = _numbered(red)
    details = {"number": issued.number, "reverses": invoice.number, "amount": str(amount)}
    orders.tell(order=invoice.order, kind="invoice_reversed", details=details)
    return issued


def _numbered(invoice: Invoice) -> Invoice:
    """With the next number of the year it is dated. The series' row is held to the end, so whoever fails leaves no
    gap."""
    year = clock.store_day(invoice.issued_at).year
    InvoiceSeries.objects.bulk_create([InvoiceSeries(year=year)], ignore_conflicts=True)
    series = InvoiceSeries.objects.select_for_update().get(pk=year)
    InvoiceSeries.objects.filter(pk=year).update(last=F("last") + 1)
    invoice.year, invoice.place = year, series.last + 1
    invoice.seller, invoice.seller_tax_number = _seller()
    invoice.tax_percent = settings.INVOICE_TAX_PERCENT
    invoice.save(force_insert=True)
    return invoice


def _seller() -> tuple[str, str]:
    """Who sells, by name and tax number: as the merchant says, or else as the settings do; invoices are in Chinese."""
    with override("zh-hans"):
        store = letterhead()
    name = store.seller or settings.INVOICE_SELLER or store.name
    return name, store.tax_number or settings.INVOICE_SELLER_TAX_NUMBER


def _check_title(buyer: str, title: str, tax_number: str) -> None:
    named = buyer in Buyer.values and 0 < len(title) <= 100
    if not named or (buyer == Buyer.COMPANY and not policy.is_tax_number(tax_number)):
        raise NotATitle(title)


def _same(issued: Invoice, buyer: str, title: str, tax_number: str) -> Invoice:
    if (issued.buyer, issued.title) != (buyer, title) or (buyer == Buyer.COMPANY and issued.tax_number != tax_number):
        raise AlreadyIssued(issued.number)
    return issued
