"""Money on its way back, never more than was captured."""

from . import currencies, errors
from .account import Account
from .events import announce
from .parameters import integer, mapping, refuse_unknown, required

KNOWN = {"amount", "charge", "payment_intent", "reason", "metadata"}
REASONS = ("duplicate", "fraudulent", "requested_by_customer")
BANK_TAKES = 3  # seconds until a pending or failing test refund is decided


def create(account: Account, parameters: dict) -> dict:
    """A refund of ``amount`` minor units, of all that is left where no amount is named."""
    refuse_unknown(parameters, KNOWN)
    if parameters.get("reason", REASONS[0]) not in REASONS:
        raise errors.invalid(f"Invalid reason: must be one of {', '.join(REASONS)}", param="reason")
    charge = _charge_to_refund(account, parameters)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = _checked(charge, integer(parameters, "amount", left), left)
    declined = account.faults.strike("decline_refund", charge["payment_intent"])
    return _sent(account, charge, amount, parameters, outcome="declined" if declined else charge["_refunds"])


def retrieve(account: Account, parameters: dict, identifier: str) -> dict:
    return account.ledger.find("refund", identifier)


def settle(account: Account, refund: dict) -> None:
    """The bank's late word on a refund: it arrived after all, or it comes back."""
    refund |= {"status": refund["_becomes"], "_due_at": None}
    if refund["status"] == "failed":
        refund["failure_reason"] = "expired_or_canceled_card"
        _give_back(account, refund)
    account.ledger.save(refund)
    announce(account, "refund.updated", refund)
    if refund["status"] == "failed":
        announce(account, "refund.failed", refund)


def _charge_to_refund(account: Account, parameters: dict) -> dict:
    if parameters.get("charge"):
        charge = account.ledger.find("charge", parameters["charge"])
    else:
        intent = account.ledger.find("payment_intent", required(parameters, "payment_intent"))
        charge = account.ledger.anything(intent["latest_charge"] or "")
    if not charge or not charge["paid"]:
        message = "This PaymentIntent does not have a successful charge to refund."
        raise errors.invalid(message, code="payment_intent_unexpected_state")
    return charge


def _checked(charge: dict, amount: int, left: int) -> int:
    if left <= 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise errors.invalid(message, code="charge_already_refunded")
    if amount <= 0:
        raise errors.invalid("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    if amount > left:
        shown = [currencies.displayed(value, charge["currency"]) for value in (amount, left)]
        message = "Refund amount ({}) is greater than unrefunded amount on charge ({})".format(*shown)
        raise errors.invalid(message, param="amount")
    return amount


def _sent(account: Account, charge: dict, amount: int, parameters: dict, *, outcome: str) -> dict:
    """``pending`` is decided later, ``failed`` looks well at first and comes back, ``declined`` fails at once."""
    later = outcome in ("pending", "failed")
    refund = account.ledger.add(
        "refund",
        "re",
        amount=amount,
        currency=charge["currency"],
        charge=charge["id"],
        payment_intent=charge["payment_intent"],
        reason=parameters.get("reason"),
        metadata=mapping(parameters, "metadata"),
        status={"pending": "pending", "declined": "failed"}.get(outcome, "succeeded"),
        failure_reason="declined" if outcome == "declined" else None,
        _becomes={"pending": "succeeded", "failed": "failed"}.get(outcome),
        _due_at=account.ledger.now() + BANK_TAKES if later else None,
    )
    announce(account, "refund.created", refund)
    if outcome == "declined":
        announce(account, "refund.failed", refund)
    else:
        _take(account, charge, amount)
    return refund


def _take(account: Account, charge: dict, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    account.ledger.save(charge)
    announce(account, "charge.refunded", charge, amount_refunded=charge["amount_refunded"] - amount)


def _give_back(account: Account, refund: dict) -> None:
    charge = account.ledger.find("charge", refund["charge"])
    charge |= {"amount_refunded": charge["amount_refunded"] - refund["amount"], "refunded": False}
    account.ledger.save(charge)
