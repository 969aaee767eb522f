"""Why somebody has to look at a payment, in words for staff: each line a fact, of whatever an alert wrote down."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kernel.money import from_minor_units
from kernel.templatetags.shop_money import money
from orders.payments.refusals import dispute_in_words, refund_failure_in_words

Details = Mapping[str, Any]


def mismatch(details: Details, currency: str) -> Iterator[str]:
    """What was paid otherwise than asked. ``currency`` is the order's; hashes are not for people to compare."""
    for field, (asked, paid) in details.get("different", {}).items():
        match field:
            case "price":
                yield _("The order no longer holds the price that the shopper agreed to.")
            case "asked price":
                yield _("The payment page asked for another price than the shopper agreed to.")
            case "amount":
                paid_in = details["paid"]["currency"]
                yield _compared(field, _money(asked, currency), _money(paid, paid_in))
            case _other:
                yield _compared(field, asked, paid)


def _compared(field: str, asked: object, paid: object) -> str:
    known = {
        "session_id": _("Payment page"),
        "key": _("Our mark on the payment"),
        "order_number": _("Order number"),
        "amount": _("Amount"),
        "currency": _("Currency"),
    }
    said = {"what": known.get(field, field), "asked": asked or "—", "paid": paid or "—"}
    return _("%(what)s: %(asked)s → %(paid)s") % said


def payment(details: Details) -> Iterator[str]:
    """How much came in."""
    if paid := details.get("paid"):
        yield _money(paid["amount"], paid["currency"])


def dispute(details: Details) -> Iterator[str]:
    """What the buyer's bank wants back, and why."""
    if details.get("amount") and details.get("currency"):
        yield _money(details["amount"], details["currency"])
    if details.get("reason"):
        yield dispute_in_words(details["reason"])


def failed_refund(details: Details, currency: str) -> Iterator[str]:
    """What came back, and why. Its amount is written in whole money."""
    if details.get("amount"):
        yield money(details["amount"], currency)
    yield refund_failure_in_words(details.get("failure") or "unknown")


def _money(units: int, currency: str) -> str:
    return money(from_minor_units(units, currency), currency.upper())
