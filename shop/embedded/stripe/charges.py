"""One try at moving money; a dispute follows some cards as it does at Stripe."""

from .account import Account
from .cards import Decline, TestCard
from .events import announce


def succeeded(account: Account, intent: dict, method: dict, card: TestCard) -> dict:
    charge = _added(account, intent, method, status="succeeded", paid=True, captured=True, _refunds=card.refunds)
    announce(account, "charge.succeeded", charge)
    return disputed(account, charge, reason="fraudulent") if card.disputed else charge


def failed(account: Account, intent: dict, method: dict, decline: Decline) -> dict:
    failure = {"failure_code": decline.code, "failure_message": decline.message}
    charge = _added(account, intent, method, status="failed", paid=False, captured=False, **failure)
    announce(account, "charge.failed", charge)
    return charge


def disputed(account: Account, charge: dict, *, reason: str) -> dict:
    """The shopper's bank takes the money back until the dispute is decided."""
    charge["disputed"] = True
    account.ledger.save(charge)
    dispute = account.ledger.add(
        "dispute",
        "du",
        amount=charge["amount"],
        currency=charge["currency"],
        charge=charge["id"],
        payment_intent=charge["payment_intent"],
        reason=reason,
        status="needs_response",
    )
    announce(account, "charge.dispute.created", dispute)
    return charge


def retrieve(account: Account, parameters: dict, identifier: str) -> dict:
    return account.ledger.find("charge", identifier)


def _added(account: Account, intent: dict, method: dict, **outcome) -> dict:
    fields = {"failure_code": None, "failure_message": None} | outcome
    return account.ledger.add(
        "charge",
        "ch",
        amount=intent["amount"],
        amount_captured=intent["amount"] if fields["captured"] else 0,
        amount_refunded=0,
        refunded=False,
        disputed=False,
        currency=intent["currency"],
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details={"type": "card", "card": method["card"]},
        metadata=intent["metadata"],
        **fields,
    )
