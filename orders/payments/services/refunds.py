"""Money back: promised within what was captured, sent once, and told as it really stands."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum

from kernel import clock
from kernel.events import announce
from kernel.money import ZERO, in_minor_units, rounded
from orders import services as orders
from orders.models import Order
from orders.payments import events, gateway, readings
from orders.payments.lifecycle import REFUND
from orders.payments.models import PaymentAlert, Refund, Source
from orders.payments.services.alerts import raise_alert
from orders.payments.services.later import after_commit

logger = logging.getLogger(__name__)
State = Refund.State

#: What Stripe calls a refund's state → what we call it.
STATES = {
    "succeeded": State.SUCCEEDED,
    "pending": State.SENT,
    "requires_action": State.SENT,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}


class RefundExceedsPayment(Exception):
    """More would go back than is left of what was captured."""


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
    return _promised(source, amount, reason=reason, by=by, form_key=form_key)


def give_back_all(source: Source, *, reason: str) -> Refund:
    """Everything that is left of a payment the store does not want goes back."""
    return _promised(source, source.amount_debited - source.amount_refunded, reason=reason, by="")


def send_refunds() -> int:
    """Every refund that waits to be sent is sent, each on its own; the number Stripe took."""
    waiting = Refund.objects.filter(state=State.REQUESTED).order_by("requested_at").values_list("pk", flat=True)
    return sum(_sent(refund_id) for refund_id in waiting)


def ask_after_refunds(older_than: timedelta) -> int:
    """The state of refunds the bank has had for a while, asked of Stripe; the number that moved."""
    asked_until = clock.now() - older_than
    waiting = Refund.objects.filter(state=State.SENT, requested_at__lt=asked_until).select_related("source")
    found = [gateway.refund_named(str(refund.pk), intent_id=refund.source.reference) for refund in waiting]
    return sum(hear_of(refund) for refund in found if refund)


def hear_of(told: Mapping[str, Any]) -> bool:
    """Takes in what Stripe says of a refund; whether that was news. What is old or not ours changes nothing."""
    stripe_id, ours, status, failure = readings.refund_of(told)
    refund = Refund.objects.filter(stripe_id=stripe_id).first() or _by_our_id(ours)
    state = STATES.get(status)
    if refund is None or state is None:
        return False
    return _moved(refund, state, stripe_id=stripe_id, failure=failure)


@transaction.atomic
def made_elsewhere(source: Source, amount_refunded: Decimal) -> None:
    """What was refunded in Stripe's own dashboard is refunded here too. ``amount_refunded`` is Stripe's total."""
    orders.lock(source.order)
    source.refresh_from_db()
    returned = source.refunds.filter(state=State.FAILED).aggregate(sum=Sum("amount"))["sum"] or ZERO
    unknown = amount_refunded - source.amount_refunded - returned
    if unknown > 0:
        refund = _promised(source, unknown, reason="elsewhere", by="Stripe", state=State.SENT)
        _moved(refund, State.SUCCEEDED)


def _promised(source: Source, amount: Decimal, *, reason: str, by: str, **fields: Any) -> Refund:
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


def _sent(refund_id: UUID) -> bool:
    refund = Refund.objects.select_related("source").get(pk=refund_id)
    Refund.objects.filter(pk=refund_id).update(attempts=F("attempts") + 1)
    try:
        answer = _answer_to(refund)
    except gateway.Unreachable:
        logger.warning("payments.refund_unsent", extra={"refund": str(refund_id)})
        return False
    except gateway.Refused as refusal:
        _moved(refund, State.FAILED, failure=str(refusal)[:500])
        return False
    return hear_of(answer)


def _answer_to(refund: Refund) -> Mapping[str, Any]:
    """Tried before, the refund may have arrived although its answer did not; Stripe's own list knows."""
    source = refund.source
    sent = refund.attempts and gateway.refund_named(str(refund.pk), intent_id=source.reference)
    amount = in_minor_units(refund.amount, source.currency)
    return sent or gateway.send_refund(intent_id=source.reference, amount=amount, refund_id=str(refund.pk))


def _by_our_id(refund_id: str) -> Refund | None:
    try:
        return Refund.objects.filter(pk=UUID(refund_id)).first()
    except ValueError:
        return None


@transaction.atomic
def _moved(refund: Refund, state: State, *, stripe_id: str | None = None, failure: str = "") -> bool:
    order = refund.source.order
    orders.lock(order)
    refund.refresh_from_db()
    if not REFUND.allows(refund.state, state):
        return False
    also = {"stripe_id": stripe_id or refund.stripe_id, "failure": failure}
    REFUND.move(refund, state, **also, settled_at=None if state == State.SENT else clock.now())
    if state == State.SUCCEEDED:
        _count(refund)
    if state == State.FAILED:
        _take_back(refund)
    return True


def _count(refund: Refund) -> None:
    """The order shows what really went back. A refund that replaces one which came back is not counted again."""
    source = refund.source
    if not source.paid_the_order:
        return
    order = source.order
    orders.lock(order)
    arrived = source.refunds.filter(state=State.SUCCEEDED).aggregate(sum=Sum("amount"))["sum"] or ZERO
    if arrived > order.amount_refunded:
        owed = arrived - order.amount_refunded
        orders.record_refund(order=order, amount=owed, at=clock.now(), by=refund.by)


def _take_back(refund: Refund) -> None:
    """The money is with us again: it may be refunded anew, and a person is told."""
    source, order = refund.source, refund.source.order
    Source.objects.filter(pk=source.pk).update(amount_refunded=F("amount_refunded") - refund.amount)
    subject = str(refund.pk)
    raise_alert(
        PaymentAlert.Kind.REFUND_FAILED,
        subject=subject,
        order=order,
        intent_id=source.reference,
        amount=str(refund.amount),
        failure=refund.failure,
    )
    orders.tell(order=order, kind="refund_failed", details={"amount": str(refund.amount)}, for_shopper=False)
    at = clock.now().isoformat()
    announce(events.RefundFailed(subject, order.pk, order.number, str(refund.amount), at))
