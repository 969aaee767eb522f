"""What a merchant does to one order: the change and its entry in the audit log are one transaction.

The audit chain is extended last, after every row that is locked.
"""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from kernel import audit
from kernel.receipts import taking_in
from orders import services as orders
from orders.fulfilment import services as fulfilment
from orders.fulfilment.models import Parcel
from orders.models import Order
from orders.payments import services as payments
from orders.payments.models import Refund

SOURCE = "order form"


@transaction.atomic
def ship(*, order: Order, carrier: str, number: str, by: str, pieces: Mapping[int, int] | None = None) -> Parcel:
    """The pieces, or all that is left, are with the carrier; refusals as fulfilment gives them."""
    was = order.status
    parcel = fulfilment.ship_parcel(order=order, carrier=carrier, number=number, pieces=pieces, by=by)
    _record("shipped", order, {"status": was}, {"status": order.status, "parcel": f"{carrier} {parcel.number}"})
    return parcel


@transaction.atomic
def cancel(*, order: Order, reason: str, by: str) -> None:
    """The unpaid order is over. Raises IllegalMove once it was paid."""
    was = order.status
    orders.cancel(order=order, reason=reason, by=by)
    _record("cancelled", order, {"status": was}, {"status": order.status, "reason": reason})


@transaction.atomic
def refund(*, order: Order, amount: Decimal, reason: str, by: str, form_key: str) -> None:
    """``amount`` is on its way back, once per form. Raises RefundExceedsPayment."""
    with taking_in(SOURCE, form_key) as is_first:
        if is_first:
            payments.refund(order=order, amount=amount, reason=reason, by=by, form_key=form_key)
            _record("refund requested", order, {}, {"amount": amount, "reason": reason})


@transaction.atomic
def refund_again(*, refund: Refund, by: str) -> None:
    """The money that came back is on its way once more; twice is once. Raises NothingToSendAgain."""
    if payments.give_back_again(refund=refund, by=by):
        what = {"refund": str(refund.pk), "amount": refund.amount, "reason": refund.reason}
        _record("refund sent again", refund.source.order, {"failure": refund.failure}, what)


@transaction.atomic
def note(*, order: Order, text: str, by: str, form_key: str) -> None:
    """The note is on the order's history, where the shopper does not see it; once per form."""
    with taking_in(SOURCE, form_key) as is_first:
        if is_first:
            orders.tell(order=order, kind="note", details={"text": text}, by=by, for_shopper=False)
            _record("note added", order, {}, {"text": text})


def _record(what: str, order: Order, before: Mapping, after: Mapping) -> None:
    audit.record(action=f"orders.{what.replace(' ', '_')}", subject=f"order:{order.number}", before=before, after=after)
