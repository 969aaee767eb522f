"""Cards as the API shows them: brand and last four digits. A number is looked up and forgotten, never stored."""

import hashlib

from . import cards, errors
from .account import Account
from .parameters import integer, mapping, refuse_unknown


def create(account: Account, parameters: dict) -> dict:
    """From ``type=card`` and the number; a malformed number, date or security code is refused as Stripe refuses it."""
    refuse_unknown(parameters, {"type", "card", "billing_details", "metadata"})
    card = mapping(parameters, "card")
    number = str(card.get("number", "")).replace(" ", "")
    fault = cards.number_fault(number) or ("cvc" in card and cards.cvc_fault(str(card["cvc"]), number))
    if fault:
        raise errors.StripeError(402, "card_error", fault.message, code=fault.code, param=fault.field)
    return of_number(account, number, month=integer(card, "exp_month", 12), year=integer(card, "exp_year", 2034))


def retrieve(account: Account, parameters: dict, identifier: str) -> dict:
    return account.ledger.find("payment_method", identifier)


def of_number(account: Account, number: str, *, month: int, year: int, name: str | None = None) -> dict:
    card = cards.card_of_number(number)
    return _added(account, card, last4=number[-4:], month=month, year=year, name=name)


def found(account: Account, identifier: str) -> dict:
    """A stored payment method, or a new one of a test token such as ``pm_card_visa``."""
    card = cards.card_of_token(identifier)
    if card is None:
        return account.ledger.find("payment_method", identifier)
    return _added(account, card, last4=card.number[-4:], month=12, year=2034, name=None)


def _added(
    account: Account, card: cards.TestCard, *, last4: str, month: int, year: int, name: str | None = None
) -> dict:
    fingerprint = hashlib.sha256(f"{card.token}{last4}".encode()).hexdigest()[:16]
    shown = {"brand": card.brand, "last4": last4, "exp_month": month, "exp_year": year, "fingerprint": fingerprint}
    details = {"name": name, "email": None, "phone": None, "address": None}
    return account.ledger.add(
        "payment_method", "pm", type="card", card=shown, billing_details=details, customer=None, _token=card.token
    )
