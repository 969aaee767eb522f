"""The test cards of Stripe's public list (docs.stripe.com/testing) and what their banks do."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Decline:
    """A refusal as the API words it; ``field`` is the input of the hosted page that is to be mended, if one is."""

    code: str
    message: str
    reason: str | None = None
    field: str | None = None


@dataclass(frozen=True)
class TestCard:
    """One number of the list: the bank's answer, whether it asks for 3-D Secure, and what becomes of refunds."""

    number: str
    token: str
    brand: str = "visa"
    decline: Decline | None = None
    authenticates: bool = False
    refunds: str = "succeeded"
    disputed: bool = False


def _declined(reason: str, message: str = "Your card was declined.") -> Decline:
    return Decline("card_declined", message, reason)


INCORRECT_NUMBER = Decline("incorrect_number", "Your card number is incorrect.", field="number")
INCORRECT_CVC = Decline("incorrect_cvc", "Your card's security code is incorrect.", "incorrect_cvc", "cvc")
INVALID_CVC = Decline("invalid_cvc", "Your card's security code is invalid.", field="cvc")
INVALID_MONTH = Decline("invalid_expiry_month", "Your card's expiration month is invalid.", field="expiry")
INVALID_YEAR = Decline("invalid_expiry_year", "Your card's expiration year is invalid.", field="expiry")
EXPIRED = Decline("expired_card", "Your card has expired.", "expired_card", "expiry")
PROCESSING_ERROR = Decline(
    "processing_error", "An error occurred while processing your card. Try again in a little bit.", "processing_error"
)
NOT_AUTHENTICATED = Decline(
    "payment_intent_authentication_failure",
    "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
)
INSUFFICIENT_FUNDS = _declined("insufficient_funds", "Your card has insufficient funds.")
GENERIC = _declined("generic_decline")
TOO_OFTEN = _declined(
    "card_velocity_exceeded",
    "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
)

CARDS = (
    TestCard("4242424242424242", "pm_card_visa"),
    TestCard("4000056655665556", "pm_card_visa_debit"),
    TestCard("5555555555554444", "pm_card_mastercard", "mastercard"),
    TestCard("2223003122003222", "pm_card_mastercard_2_series", "mastercard"),
    TestCard("378282246310005", "pm_card_amex", "amex"),
    TestCard("6011111111111117", "pm_card_discover", "discover"),
    TestCard("3566002020360505", "pm_card_jcb", "jcb"),
    TestCard("6200000000000005", "pm_card_unionpay", "unionpay"),
    TestCard("4000001560000002", "pm_card_cn"),
    TestCard("4000002500003155", "pm_card_authenticationRequiredOnSetup", authenticates=True),
    TestCard("4000002760003184", "pm_card_authenticationRequired", authenticates=True),
    TestCard("4000000000003220", "pm_card_threeDSecure2Required", authenticates=True),
    TestCard("4000008400001629", "pm_card_threeDSecureRequiredChargeDeclined", decline=GENERIC, authenticates=True),
    TestCard(
        "4000008260003178",
        "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
        decline=INSUFFICIENT_FUNDS,
        authenticates=True,
    ),
    TestCard("4000000000000002", "pm_card_visa_chargeDeclined", decline=GENERIC),
    TestCard("4000000000009995", "pm_card_visa_chargeDeclinedInsufficientFunds", decline=INSUFFICIENT_FUNDS),
    TestCard("4000000000009987", "pm_card_visa_chargeDeclinedLostCard", decline=_declined("lost_card")),
    TestCard("4000000000009979", "pm_card_visa_chargeDeclinedStolenCard", decline=_declined("stolen_card")),
    TestCard("4000000000006975", "pm_card_visa_chargeDeclinedVelocityLimitExceeded", decline=TOO_OFTEN),
    TestCard("4100000000000019", "pm_card_radarBlock", decline=_declined("fraudulent")),
    TestCard("4000000000000341", "pm_card_chargeCustomerFail", decline=GENERIC),
    TestCard("4000000000000069", "pm_card_chargeDeclinedExpiredCard", decline=EXPIRED),
    TestCard("4000000000000127", "pm_card_chargeDeclinedIncorrectCvc", decline=INCORRECT_CVC),
    TestCard("4000000000000119", "pm_card_chargeDeclinedProcessingError", decline=PROCESSING_ERROR),
    TestCard("4000000000007726", "pm_card_pendingRefund", refunds="pending"),
    TestCard("4000000000005126", "pm_card_refundFail", refunds="failed"),
    TestCard("4000000000000259", "pm_card_createDispute", disputed=True),
)
# Stripe in test mode refuses every number that is not on its list, so that no real card is ever charged.
LIVE_CARD = TestCard(
    "",
    "live_card",
    decline=_declined(
        "test_mode_live_card",
        "Your card was declined. Your request was in test mode, but used a non test (live) card.",
    ),
)
_BY_NUMBER = {card.number: card for card in CARDS}
_BY_TOKEN = {card.token: card for card in (*CARDS, LIVE_CARD)}


def card_of_token(token: str) -> TestCard | None:
    return _BY_TOKEN.get(token)


def card_of_number(number: str) -> TestCard:
    """The card as its bank sees it; a well-formed number that is not on the list is a live card and declined."""
    return _BY_NUMBER.get(number, LIVE_CARD)


def number_fault(number: str) -> Decline | None:
    return None if re.fullmatch(r"\d{14,19}", number) and _luhn_sum(number) % 10 == 0 else INCORRECT_NUMBER


def cvc_fault(cvc: str, number: str) -> Decline | None:
    digits = 4 if card_of_number(number).brand == "amex" else 3
    return None if len(cvc) == digits and cvc.isdecimal() else INVALID_CVC


def expiry_fault(month: int, year: int, today: tuple[int, int]) -> Decline | None:
    """``today`` is (year, month); a card is good until the end of its month, and no card runs for fifty years."""
    if not 1 <= month <= 12:
        return INVALID_MONTH
    if not today[0] <= year < today[0] + 50:
        return INVALID_YEAR
    return EXPIRED if (year, month) < today else None


def _luhn_sum(number: str) -> int:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled)
