"""Payments from before the stand-in was first started, for a demo whose shop has a past."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from . import cards, payment_methods
from .account import Account
from .faults import Faults
from .ledger import Ledger


@dataclass(frozen=True)
class PastPayment:
    """``intent_id`` is the shop's name for it; amounts in minor units, ``paid_at`` in seconds since the epoch."""

    intent_id: str
    amount: int
    refunded: int
    currency: str
    paid_at: int
    order_number: str


def remember(folder: Path, payments: Iterable[PastPayment]) -> int:
    """The stand-in that keeps its data in ``folder`` knows these payments, so that they can be refunded; how many."""
    account = Account(Ledger(folder), Faults(), address="")
    with account.ledger.transaction():
        method = payment_methods.found(account, cards.CARDS[0].token)
        return sum(_remembered(account.ledger, payment, method) for payment in payments)


def _remembered(ledger: Ledger, payment: PastPayment, method: dict) -> bool:
    if ledger.anything(payment.intent_id):
        return False
    known = {"amount": payment.amount, "currency": payment.currency, "created": payment.paid_at}
    known |= {"metadata": {"order": payment.order_number}, "payment_method": method["id"]}
    charge = ledger.add(
        "charge",
        "ch",
        **known,
        **{"status": "succeeded", "paid": True, "captured": True, "disputed": False},
        payment_intent=payment.intent_id,
        amount_captured=payment.amount,
        amount_refunded=payment.refunded,
        refunded=payment.refunded == payment.amount,
        _refunds="succeeded",
    )
    intent = {"status": "succeeded", "amount_received": payment.amount, "latest_charge": charge["id"]}
    ledger.add("payment_intent", "pi", id=payment.intent_id, **known, **intent)
    return True
