"""A wish to be paid and its way to the money: confirm, perhaps 3-D Secure, then a charge that succeeds or fails."""

import secrets

from . import charges, currencies, errors, payment_methods
from .account import Account
from .cards import NOT_AUTHENTICATED, card_of_token
from .errors import PaymentRefused
from .events import announce
from .ledger import public
from .parameters import address, integer, mapping, refuse_unknown, required

KNOWN = {
    *("amount", "currency", "customer", "description", "metadata", "payment_method", "payment_method_types", "confirm"),
    *("automatic_payment_methods", "receipt_email", "return_url", "shipping", "statement_descriptor_suffix"),
}
CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
ENDED = ("succeeded", "canceled")


def create(account: Account, parameters: dict) -> dict:
    refuse_unknown(parameters, KNOWN)
    intent = opened(
        account,
        amount=integer(parameters, "amount"),
        currency=required(parameters, "currency"),
        **{name: parameters.get(name) for name in ("customer", "description", "receipt_email", "shipping")},
        metadata=mapping(parameters, "metadata"),
        return_url=address(parameters, "return_url"),
    )
    if parameters.get("payment_method"):
        intent["payment_method"] = payment_methods.found(account, parameters["payment_method"])["id"]
        intent["status"] = "requires_confirmation"
        account.ledger.save(intent)
    return _confirmed(account, intent) if parameters.get("confirm") == "true" else intent


def opened(account: Account, *, amount: int, currency: str, **fields) -> dict:
    """A new intent that waits for its first payment method."""
    amount, currency = currencies.checked(amount, currency)
    nothing_yet = dict.fromkeys(
        ("payment_method", "latest_charge", "next_action", "last_payment_error", "canceled_at", "cancellation_reason")
    )
    intent = account.ledger.add(
        "payment_intent",
        "pi",
        amount=amount,
        amount_received=0,
        currency=currency,
        status="requires_payment_method",
        capture_method="automatic",
        payment_method_types=["card"],
        **nothing_yet,
        **fields,
    )
    intent["client_secret"] = f"{intent['id']}_secret_{secrets.token_hex(12)}"
    account.ledger.save(intent)
    announce(account, "payment_intent.created", intent)
    return intent


def retrieve(account: Account, parameters: dict, identifier: str) -> dict:
    return account.ledger.find("payment_intent", identifier)


def confirm(account: Account, parameters: dict, identifier: str) -> dict:
    refuse_unknown(parameters, {"payment_method", "return_url"})
    intent = account.ledger.find("payment_intent", identifier)
    if parameters.get("payment_method"):
        intent["payment_method"] = payment_methods.found(account, parameters["payment_method"])["id"]
    intent["return_url"] = address(parameters, "return_url") or intent.get("return_url")
    return _confirmed(account, intent)


def cancel(account: Account, parameters: dict, identifier: str) -> dict:
    refuse_unknown(parameters, {"cancellation_reason"})
    intent = account.ledger.find("payment_intent", identifier)
    if intent["status"] in ENDED:
        raise _unexpected(intent, "cancel")
    return canceled(account, intent, reason=parameters.get("cancellation_reason"))


def canceled(account: Account, intent: dict, *, reason: str | None) -> dict:
    ending = {
        "status": "canceled",
        "canceled_at": account.ledger.now(),
        "cancellation_reason": reason,
        "next_action": None,
    }
    account.ledger.save(intent | ending)
    announce(account, "payment_intent.canceled", intent | ending)
    return intent | ending


def pay(account: Account, intent: dict, method: dict, *, authenticated: bool = False) -> dict:
    """The intent after this card was tried: ``succeeded``, or ``requires_action`` where its bank asks for 3-D Secure.

    Raises PaymentRefused when the bank says no; the intent then waits for another payment method.
    """
    card = card_of_token(method["_token"])
    intent["payment_method"] = method["id"]
    if card.authenticates and not authenticated:
        return _challenged(account, intent)
    if card.decline:
        charge = charges.failed(account, intent, method, card.decline)
        raise _refused(account, intent | {"latest_charge": charge["id"]}, method, card.decline)
    return _succeeded(account, intent, charges.succeeded(account, intent, method, card))


def answer_challenge(account: Account, intent: dict, *, passed: bool) -> dict:
    """What the shopper did on the bank's page; a failed authentication raises PaymentRefused."""
    if intent["status"] != "requires_action":
        return intent
    method = account.ledger.find("payment_method", intent["payment_method"])
    if not passed:
        raise _refused(account, intent, method, NOT_AUTHENTICATED)
    return pay(account, intent, method, authenticated=True)


def _confirmed(account: Account, intent: dict) -> dict:
    if intent["status"] not in CONFIRMABLE:
        raise _unexpected(intent, "confirm")
    if not intent["payment_method"]:
        message = "You cannot confirm this PaymentIntent because it's missing a payment method."
        raise errors.invalid(message, code="payment_intent_unexpected_state")
    return pay(account, intent, account.ledger.find("payment_method", intent["payment_method"]))


def _challenged(account: Account, intent: dict) -> dict:
    url = f"{account.address}/3ds/{intent['id']}?secret={intent['client_secret']}"
    action = {"type": "redirect_to_url", "redirect_to_url": {"url": url, "return_url": intent.get("return_url")}}
    intent |= {"status": "requires_action", "next_action": action}
    account.ledger.save(intent)
    announce(account, "payment_intent.requires_action", intent)
    return intent


def _refused(account: Account, intent: dict, method: dict, decline) -> PaymentRefused:
    error = {"type": "card_error", "code": decline.code, "decline_code": decline.reason, "message": decline.message}
    error |= {"charge": intent["latest_charge"], "payment_method": public(method)}
    waiting = {"status": "requires_payment_method", "payment_method": None, "next_action": None}
    intent |= waiting | {"last_payment_error": error}
    account.ledger.save(intent)
    announce(account, "payment_intent.payment_failed", intent)
    return PaymentRefused(decline, public(intent))


def _succeeded(account: Account, intent: dict, charge: dict) -> dict:
    intent |= {"status": "succeeded", "amount_received": intent["amount"], "latest_charge": charge["id"]}
    intent |= {"next_action": None, "last_payment_error": None}
    account.ledger.save(intent)
    announce(account, "payment_intent.succeeded", intent)
    return intent


def _unexpected(intent: dict, verb: str) -> errors.StripeError:
    message = f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}."
    return errors.invalid(message, code="payment_intent_unexpected_state", payment_intent=public(intent))
