"""Money back, promised: within what was captured, and sent once the transaction is in."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from kernel.events import announce
from kernel.money import rounded
from orders import services as orders
from orders.models import Order
from orders.payments import events
from orders.payments.models import Refund, Source
from orders.payments.services.later import after_commit


class RefundExceedsPayment(Exception):
    """More would go back than is left of what was captured."""


class NothingToSendAgain(Exception):
    """The money is with the shopper or on its way, or stays with the store."""


@transaction.atomic
def refund(*, order: Order, amount: Decimal, reason: str, by: str, form_key: str | None = None) -> Refund:
    """A refund of ``amount``, on its way to Stripe once the transaction commits; the same form makes one only.

    Raises RefundExceedsPayment, also where nothing was captured or the amount is not money; nothing changed then.
    """
    orders.lock(order)
    made = form_key and Refund.objects.filter(form_key=form_key).first()
    if made:
        return made
    source = Source.objects.filter(order=order, paid_the_order=True).first()
    if source is None:
        raise RefundExceedsPayment(order.number)
    return promise(source, amount, reason=reason, by=by, form_key=form_key)


def give_back_all(source: Source, *, reason: str) -> Refund:
    """Everything that is left of a payment the store does not want goes back."""
    return promise(source, source.amount_debited - source.amount_refunded, reason=reason, by="")


@transaction.atomic
def give_back_again(*, refund: Refund, by: str) -> bool:
    """What came back of a payment the store does not want is on its way again; False where it is already.

    Raises NothingToSendAgain where this refund did not fail, or its payment paid the order; nothing changed then.
    """
    source = refund.source
    orders.lock(source.order)
    refund.refresh_from_db(fields=["state"])
    source.refresh_from_db()
    if refund.state != Refund.State.FAILED or source.paid_the_order:
        raise NothingToSendAgain(str(refund.pk))
    if source.amount_debited == source.amount_refunded:
        return False
    promise(source, source.amount_debited - source.amount_refunded, reason=refund.reason, by=by)
    return True


def promise(source: Source, amount: Decimal, *, reason: str, by: str, **fields: Any) -> Refund:
    _hold(source, amount)
    refund = Refund.objects.create(source=source, amount=amount, reason=reason, by=by, **fields)
    order = source.order
    orders.tell(
        order=order,
        kind="refund_requested",
        details={"amount": str(amount), "reason": reason},
        by=by,
        for_shopper=False,
    )
    at = refund.requested_at.isoformat()
    announce(events.RefundRequested(str(refund.pk), order.pk, order.number, str(amount), reason, by, at))
    after_commit("orders.payments.tasks.send_refunds")
    return refund


def _hold(source: Source, amount: Decimal) -> None:
    """Counts the amount as refunded before it is sent, so that many refunds at once cannot pass the ceiling."""
    covering = Source.objects.filter(pk=source.pk, amount_debited__gte=F("amount_refunded") + amount)
    if not amount.is_finite() or amount <= 0 or amount != rounded(amount):
        raise RefundExceedsPayment(f"{amount} is not an amount of money")
    if not covering.update(amount_refunded=F("amount_refunded") + amount):
        raise RefundExceedsPayment(source.order.number)
