"""Stripe's events, each taken in once: by webhook, or by asking when the webhook was lost."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet

from kernel.models import Receipt
from kernel.money import from_minor_units
from kernel.receipts import taking_in
from orders.payments import readings
from orders.payments.models import CheckoutSession, PaymentAlert, Source
from orders.payments.services import arriving, settling
from orders.payments.services.alerts import raise_alert

Object = Mapping[str, Any]
State = CheckoutSession.State


def take_in(found: Object) -> bool:
    """The reaction to one event, once; whether this was its first copy. If it raises, it may come again.

    Raises readings.Malformed. Kinds we do not react to change nothing.
    """
    event_id, kind, about = readings.event(found)
    react = REACTIONS.get(kind)
    if react is None:
        return False
    with taking_in("stripe", event_id) as is_first:
        if is_first:
            react(about)
    return is_first


def heard_of(event_ids: list[str]) -> set[str]:
    """Those of the events that were taken in before."""
    receipts = Receipt.objects.filter(source="stripe", external_id__in=event_ids)
    return set(receipts.values_list("external_id", flat=True))


def _session_completed(session: Object) -> None:
    """Complete is not yet paid where a bank takes its time."""
    if session.get("payment_status") == "paid":
        settling.settle(payment=readings.payment_of_session(session))
    else:
        _with_the_bank(session)


def _session_paid(session: Object) -> None:
    settling.settle(payment=readings.payment_of_session(session))


def _intent_succeeded(intent: Object) -> None:
    settling.settle(payment=readings.payment_of_intent(intent))


def _with_the_bank(found: Object) -> None:
    _live(found).filter(state=State.OPEN).update(state=State.PROCESSING)


def _session_failed(session: Object) -> None:
    _live(session).update(state=State.FAILED)


def _session_expired(session: Object) -> None:
    _live(session).update(state=State.EXPIRED)


def _intent_failed(intent: Object) -> None:
    """A refused card: the page is open for another one."""
    error = intent.get("last_payment_error") or {}
    reason = str(error.get("decline_code") or error.get("code") or "")[:64]
    _live(intent).exclude(state=State.OPENING).update(last_failure=reason, state=State.OPEN)


def _charge_refunded(charge: Object) -> None:
    """May overtake the news of the payment itself, and may be a refund made in Stripe's own dashboard."""
    payment = readings.payment_of_charge(charge)
    settling.settle(payment=payment)
    source = Source.objects.filter(reference=payment.intent_id).select_related("order").first()
    if source:
        arriving.made_elsewhere(source, from_minor_units(int(charge["amount_refunded"]), payment.currency))


def _refund_moved(refund: Object) -> None:
    arriving.hear_of(refund)


def _disputed(dispute: Object) -> None:
    subject, intent_id = str(dispute["id"]), str(dispute.get("payment_intent") or "")
    source = Source.objects.filter(reference=intent_id).select_related("order").first()
    details = {name: dispute.get(name) for name in ("amount", "currency", "reason", "status")}
    order = source.order if source else None
    raise_alert(PaymentAlert.Kind.DISPUTED, subject=subject, intent_id=intent_id, order=order, **details)


def _live(found: Object) -> QuerySet[CheckoutSession]:
    key = readings.key_of(found)
    return CheckoutSession.objects.filter(key=key or None, state__in=CheckoutSession.LIVE)


REACTIONS: dict[str, Callable[[Object], None]] = {
    "checkout.session.completed": _session_completed,
    "checkout.session.async_payment_succeeded": _session_paid,
    "checkout.session.async_payment_failed": _session_failed,
    "checkout.session.expired": _session_expired,
    "payment_intent.succeeded": _intent_succeeded,
    "payment_intent.payment_failed": _intent_failed,
    "payment_intent.processing": _with_the_bank,
    "charge.refunded": _charge_refunded,
    "refund.updated": _refund_moved,
    "refund.failed": _refund_moved,
    "charge.dispute.created": _disputed,
}
