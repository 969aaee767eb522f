"""Stripe's objects read into plain values; whatever does not have their shape is Malformed."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from orders.payments.policy import Payment

Object = Mapping[str, Any]
R = TypeVar("R")

LONGEST_NAME = 200


class Malformed(Exception):
    """Signed, but not an object of Stripe's."""


def _reading(read: Callable[[Object], R]) -> Callable[[Object], R]:
    @wraps(read)
    def checked(found: Object) -> R:
        try:
            return read(found)
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise Malformed(f"{read.__name__}: {fault!r}") from fault

    return checked


@_reading
def payment_of_session(session: Object) -> Payment:
    """The payment of a paid checkout session; its PaymentIntent may be given by id or in full."""
    intent = session["payment_intent"]
    intent_id = intent["id"] if isinstance(intent, Mapping) else intent
    return _payment(session, intent_id=intent_id, amount=session["amount_total"], session_id=_text(session["id"]))


@_reading
def payment_of_intent(intent: Object) -> Payment:
    return _payment(intent, intent_id=intent["id"], amount=intent["amount_received"])


@_reading
def payment_of_charge(charge: Object) -> Payment:
    """A charge carries the metadata of its intent, so even a refund that overtakes its payment can be understood."""
    return _payment(charge, intent_id=charge["payment_intent"], amount=charge["amount_captured"])


@_reading
def key_of(found: Object) -> str:
    """Our key of the checkout session an intent or a session belongs to; empty where it is not ours."""
    return _named(found, "session")


@_reading
def refund_of(refund: Object) -> tuple[str, str, str, str]:
    """(Stripe's id, our id or empty, status, why it failed or empty)."""
    ours = (refund.get("metadata") or {}).get("refund", "")
    return _text(refund["id"]), str(ours), _text(refund["status"]), str(refund.get("failure_reason") or "")


@_reading
def event(found: Object) -> tuple[str, str, Object]:
    """(id, type, the object it is about)."""
    about = found["data"]["object"]
    if not isinstance(about, Mapping):
        raise TypeError("data.object")
    return _text(found["id"]), _text(found["type"]), about


def _payment(found: Object, *, intent_id: Any, amount: Any, session_id: str = "") -> Payment:
    return Payment(
        intent_id=_text(intent_id),
        session_id=session_id,
        key=_named(found, "session"),
        order_number=_named(found, "order"),
        amount=_amount(amount),
        currency=_text(found["currency"]).lower(),
        price=_named(found, "price"),
    )


def _named(found: Object, name: str) -> str:
    """A name we gave to what is ours; empty on what belongs to somebody else who uses the account."""
    value = (found["metadata"] or {}).get(name)
    return _text(value) if value else ""


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value or len(value) > LONGEST_NAME or "\0" in value:
        raise ValueError(f"not a name: {value!r:.40}")
    return value


def _amount(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"not an amount: {value!r:.40}")
    return value
