"""What Stripe says of refunds: arrived, with the bank, come back, or made in its own dashboard."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum

from kernel import clock
from kernel.events import announce
from kernel.money import ZERO
from orders import services as orders
from orders.payments import events, readings
from orders.payments.lifecycle import REFUND
from orders.payments.models import PaymentAlert, Refund, Source
from orders.payments.services.alerts import raise_alert
from orders.payments.services.refunds import promise

State = Refund.State

#: What Stripe calls a refund's state → what we call it.
STATES = {
    "succeeded": State.SUCCEEDED,
    "pending": State.SENT,
    "requires_action": State.SENT,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}


def hear_of(told: Mapping[str, Any]) -> bool:
    """Takes in what Stripe says of a refund; whether that was news. What is old or not ours changes nothing."""
    stripe_id, ours, status, failure = readings.refund_of(told)
    refund = Refund.objects.filter(stripe_id=stripe_id).first() or _by_our_id(ours)
    state = STATES.get(status)
    if refund is None or state is None:
        return False
    return move(refund, state, stripe_id=stripe_id, failure=failure)


@transaction.atomic
def made_elsewhere(source: Source, amount_refunded: Decimal) -> None:
    """What was refunded in Stripe's own dashboard is refunded here too. ``amount_refunded`` is Stripe's total."""
    orders.lock(source.order)
    source.refresh_from_db()
    returned = source.refunds.filter(state=State.FAILED).aggregate(sum=Sum("amount"))["sum"] or ZERO
    unknown = amount_refunded - source.amount_refunded - returned
    if unknown > 0:
        refund = promise(source, unknown, reason="elsewhere", by="Stripe", state=State.SENT)
        move(refund, State.SUCCEEDED)


@transaction.atomic
def move(refund: Refund, state: State, *, stripe_id: str | None = None, failure: str = "") -> bool:
    order = refund.source.order
    orders.lock(order)
    refund.refresh_from_db()
    if not REFUND.allows(refund.state, state):
        return False
    arrived_at = refund.settled_at if refund.state == State.SUCCEEDED else None
    also = {"stripe_id": stripe_id or refund.stripe_id, "failure": failure}
    REFUND.move(refund, state, **also, settled_at=None if state == State.SENT else clock.now())
    if state == State.SUCCEEDED:
        _count(refund)
        at = clock.now().isoformat()
        announce(events.RefundArrived(str(refund.pk), order.pk, order.number, str(refund.amount), at))
    if state == State.FAILED:
        _take_back(refund, arrived_at)
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
    else:
        orders.tell(order=order, kind="refund_replaced", details={"amount": str(refund.amount)})


def _take_back(refund: Refund, arrived_at: datetime | None) -> None:
    """The money is with us again: it may be refunded anew, and a person is told; so is the shopper who had it."""
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
    orders.tell(
        order=order, kind="refund_failed", details={"amount": str(refund.amount)}, for_shopper=arrived_at is not None
    )
    at, arrived = clock.now().isoformat(), arrived_at.isoformat() if arrived_at else ""
    announce(events.RefundFailed(subject, order.pk, order.number, str(refund.amount), at, arrived))


def _by_our_id(refund_id: str) -> Refund | None:
    try:
        return Refund.objects.filter(pk=UUID(refund_id)).first()
    except ValueError:
        return None
