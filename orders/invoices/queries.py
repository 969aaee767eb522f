"""Reads of invoices."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from kernel.money import ZERO
from orders.invoices.models import Invoice, InvoiceWish
from orders.invoices.policy import is_tax_number
from orders.models import Order

__all__ = ["all_invoices", "invoice_of", "invoices_of", "is_tax_number", "reversed_of", "rows_of", "wish_of"]


def invoice_of(order: Order) -> Invoice | None:
    """The invoice of the order; the red ones that reverse parts of it not."""
    return Invoice.objects.filter(order=order, reverses=None).first()


def invoices_of(order: Order) -> QuerySet[Invoice]:
    """All of the order's invoices, black and red, in the order in which they were issued."""
    return Invoice.objects.filter(order=order).select_related("reverses", "order").order_by("year", "place")


def all_invoices() -> QuerySet[Invoice]:
    """Every invoice, the latest number first."""
    return Invoice.objects.select_related("reverses", "order").order_by("-year", "-place")


def wish_of(order: Order) -> InvoiceWish | None:
    return InvoiceWish.objects.filter(order=order).first()


def reversed_of(invoice: Invoice) -> Decimal:
    """What red invoices took back of it: zero or less."""
    return invoice.reversals.aggregate(sum=Sum("amount"))["sum"] or ZERO


def rows_of(order: Order) -> list[dict[str, Any]]:
    """What the order's invoice is about: each line as it was paid, the delivery, and what went back before."""
    rows = [
        _row("goods", f"{line.title} {line.options}".strip(), line.quantity, line.line_price_incl_tax)
        for line in order.lines.order_by("pk")
    ]
    if order.shipping_incl_tax:
        rows.append(_row("delivery", "", 1, order.shipping_incl_tax))
    if order.amount_refunded:
        rows.append(_row("refunded", "", 1, -order.amount_refunded))
    return rows


def _row(kind: str, title: str, pieces: int, amount: Decimal) -> dict[str, Any]:
    return {"kind": kind, "title": title, "pieces": pieces, "amount": str(amount)}
