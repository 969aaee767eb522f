"""Money arrived: one idempotent command, whoever brings the news first."""

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db import transaction

from catalogue.inventory.services import NotEnoughStock
from kernel import clock
from kernel.events import announce
from kernel.inserts import insert
from kernel.money import from_minor_units, in_minor_units
from kernel.prepared import Prepared, object_of
from orders import services as orders
from orders.models import Order
from orders.payments import events, gateway, policy, readings
from orders.payments.models import CheckoutSession, PaymentAlert, Source, SourceType
from orders.payments.policy import Payment
from orders.payments.services import refunds
from orders.payments.services.alerts import raise_alert
from orders.queries import hash_of_rows
from promotions.coupons.services import CouponUsedUp
from promotions.services import OfferUsedUp

Kind = PaymentAlert.Kind
State = CheckoutSession.State

#: A session's state beside each payment of its order: whether it paid the order; None where nothing came in.
_BESIDE_PAYMENTS = ("state", "order__sources__paid_the_order")
_STATE_AND_PAYMENTS = Prepared(
    lambda ids: CheckoutSession.objects.filter(session_id__in=ids).values_list(*_BESIDE_PAYMENTS)
)


def _sessions_by(name: str) -> Prepared:
    """Sessions by that name of theirs, each row with its order's, which is held until the transaction ends."""
    with_order = CheckoutSession.objects.select_related("order").select_for_update(of=["order"])
    return Prepared(lambda names: with_order.filter(**{f"{name}__in": names}))


_BY_KEY, _BY_SESSION_ID = _sessions_by("key"), _sessions_by("session_id")
_WIDTH = len(CheckoutSession._meta.concrete_fields)
_KNOWN = Prepared(lambda ids: Source.objects.filter(reference__in=ids).values_list("order_id", "paid_the_order"))
_TYPES = Prepared(lambda codes: SourceType.objects.filter(code__in=codes).values_list("pk"))


class Outcome(Enum):
    """What became of a payment."""

    PAID = "paid"  # the order is paid, now or already
    RETURNED = "returned"  # it came too late, twice or at another price; the money is on its way back
    MISMATCHED = "mismatched"  # it is not what was asked; a person has to look
    UNPAID = "unpaid"  # nothing was charged
    UNSURE = "unsure"  # the bank has not decided, or Stripe cannot be asked just now


def confirm_return(*, session_id: str) -> Outcome:
    """Asks Stripe itself what became of a session, settles it if it was paid, and says so.

    Where the webhook was quicker and all is settled, nobody is asked.
    """
    known = _STATE_AND_PAYMENTS.rows([session_id])
    if not known:
        return Outcome.UNPAID
    if known == [(State.COMPLETE, True)]:  # and no other payment for this order is on its way back
        return Outcome.PAID
    try:
        found = gateway.session(session_id)
    except (gateway.Unreachable, gateway.Refused):
        return Outcome.UNSURE
    if found["payment_status"] == "paid":
        return settle(payment=readings.payment_of_session(found))
    return _unpaid(found)


@transaction.atomic
def settle(*, payment: Payment) -> Outcome:
    """The order is paid by this payment, once, however often and by whomever this is called.

    A payment that is not what was asked changes nothing but raises an alert. One that comes after the order was
    cancelled takes the stock again, or goes straight back where the pieces are gone; so does a second payment, and
    one at another price than the shopper agreed to.
    """
    session = _asked_with(payment)
    if session is None:
        return _not_asked(payment)
    order = session.order
    if known := _known(payment, order):
        return known
    if different := policy.differences(_asked(session), payment):
        return _mismatched(order, payment, different)
    CheckoutSession.objects.filter(pk=session.pk).update(state=State.COMPLETE)
    return _used(order, payment)


def _not_asked(payment: Payment) -> Outcome:
    """Taken over with an older order, or nobody's."""
    if known := _known(payment):
        return known
    raise_alert(Kind.UNKNOWN, subject=payment.intent_id, payment=payment)
    return Outcome.MISMATCHED


def _known(payment: Payment, order: Order | None = None) -> Outcome | None:
    """What became of this payment, of this order if one is named, where it came in before."""
    for order_id, paid_the_order in _KNOWN.rows([payment.intent_id]):
        if order is None or order_id == order.pk:
            return Outcome.PAID if paid_the_order else Outcome.RETURNED
    return None


def _asked_with(payment: Payment) -> CheckoutSession | None:
    """The session this payment belongs to, by our key or by Stripe's id; where they disagree, the difference shows.

    Its order is held until the transaction ends, and is read as it is then.
    """
    rows = _BY_KEY.rows([payment.key]) if payment.key else _BY_SESSION_ID.rows([payment.session_id])
    for row in rows:
        session = object_of(CheckoutSession, row[:_WIDTH])
        session.order = object_of(Order, row[_WIDTH:])
        return session
    return None


def _asked(session: CheckoutSession) -> policy.Asked:
    return policy.Asked(
        session_id=session.session_id or "",
        key=session.key,
        order_number=session.order.number,
        amount=in_minor_units(session.amount, session.currency),
        currency=session.currency.lower(),
    )


def _agreed(order: Order) -> policy.Price:
    return policy.Price(in_minor_units(order.total_incl_tax, order.currency), order.snapshot_hash)


def _used(order: Order, payment: Payment) -> Outcome:
    amount = from_minor_units(payment.amount, payment.currency)
    if order.paid_at:
        raise_alert(Kind.PAID_TWICE, subject=payment.intent_id, payment=payment, order=order)
        return _returned(order, payment, why="twice")
    if different := policy.price_differences(_agreed(order), hash_of_rows(order), payment):
        _alert_mismatch(order, payment, different)
        return _returned(order, payment, why="price")
    try:
        _mark_paid(order, amount)
    except (NotEnoughStock, CouponUsedUp, OfferUsedUp):
        return _returned(order, payment, why="late")
    _capture(order, payment, paid_the_order=True)
    return Outcome.PAID


def _mark_paid(order: Order, amount: Decimal) -> None:
    now = clock.now()
    if order.status == Order.Status.CANCELLED:
        orders.reinstate(order=order, amount=amount, at=now)
    else:
        orders.mark_held_paid(order=order, amount=amount, at=now)


def _returned(order: Order, payment: Payment, *, why: str) -> Outcome:
    source = _capture(order, payment, paid_the_order=False)
    refunds.give_back_all(source, reason=why)
    amount = str(source.amount_debited)
    orders.tell(order=order, kind="payment_returned", details={"amount": amount, "why": why})
    announce(events.PaymentReturned(order.pk, order.number, amount, why, clock.now().isoformat()))
    return Outcome.RETURNED


def _capture(order: Order, payment: Payment, *, paid_the_order: bool) -> Source:
    amount = from_minor_units(payment.amount, payment.currency)
    source = Source(
        order=order,
        source_type_id=_source_type(),
        reference=payment.intent_id,
        currency=order.currency,
        amount_allocated=amount,
        amount_debited=amount,
        paid_the_order=paid_the_order,
    )
    insert([source])
    # A dispute may have been told before the payment it is about.
    PaymentAlert.objects.filter(intent_id=payment.intent_id, order=None).update(order=order)
    return source


def _source_type() -> int:
    for (known,) in _TYPES.rows(["stripe"]):
        return int(known)
    return SourceType.objects.get_or_create(code="stripe", defaults={"name": "Stripe"})[0].pk


def _mismatched(order: Order, payment: Payment, different: Mapping[str, Any]) -> Outcome:
    _alert_mismatch(order, payment, different)
    return Outcome.MISMATCHED


def _alert_mismatch(order: Order, payment: Payment, different: Mapping[str, Any]) -> None:
    if raise_alert(Kind.MISMATCHED, subject=payment.intent_id, payment=payment, order=order, different=different):
        at = clock.now().isoformat()
        announce(events.PaymentMismatched(order.pk, order.number, payment.intent_id, at))


def _unpaid(found: Mapping[str, Any]) -> Outcome:
    """Open and untouched, expired, or complete and waiting for a bank that takes its time."""
    intent = found["payment_intent"] or {}
    waiting = found["status"] == "complete" or intent.get("status") in ("processing", "succeeded")
    state = State.PROCESSING if waiting else State.EXPIRED if found["status"] == "expired" else State.OPEN
    CheckoutSession.objects.filter(session_id=found["id"], state__in=CheckoutSession.LIVE).update(state=state)
    return Outcome.UNSURE if waiting else Outcome.UNPAID
