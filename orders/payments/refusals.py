"""Why a card was refused, in words a shopper can act on; why a refund or a payment was, in words for staff."""

from django.utils.translation import gettext as _


def refusal_in_words(code: str) -> str:
    """What the shopper can do about a refused card. A lost or stolen one is refused like any other: no hints."""
    known = {
        "insufficient_funds": _("There is not enough money on this card."),
        "expired_card": _("The card has expired."),
        "incorrect_cvc": _("The security code was not right."),
        "processing_error": _("The bank could not be asked just then."),
        "payment_intent_authentication_failure": _("The bank could not confirm that it was you."),
    }
    return known.get(code, _("The bank declined this card."))


def refund_failure_in_words(code: str) -> str:
    """Why the money did not arrive. What Stripe says in a sentence of its own stays as it is."""
    known = {
        "expired_or_canceled_card": _("the card has expired or is closed"),
        "lost_or_stolen_card": _("the card was reported lost or stolen"),
        "insufficient_funds": _("the store’s balance at Stripe was too low"),
        "declined": _("the bank declined it"),
        "unknown": _("the bank did not say why"),
    }
    return known.get(code, code)


def dispute_in_words(reason: str) -> str:
    """Why the buyer's bank wants the money back, by Stripe's reasons; one we have no words for stays as it is."""
    known = {
        "bank_cannot_process": _("the bank could not carry out the payment"),
        "credit_not_processed": _("the buyer waits for a refund"),
        "customer_initiated": _("the buyer asked the bank for it"),
        "debit_not_authorized": _("the buyer did not agree to the debit"),
        "duplicate": _("the buyer says it was paid twice"),
        "fraudulent": _("the buyer says it was not their payment"),
        "general": _("the bank gives no reason"),
        "incorrect_account_details": _("the account’s details were wrong"),
        "insufficient_funds": _("the buyer’s account did not hold enough"),
        "product_not_received": _("the buyer says nothing arrived"),
        "product_unacceptable": _("the buyer says the goods are not as described"),
        "subscription_canceled": _("the buyer says it was cancelled"),
        "unrecognized": _("the buyer does not recognise the payment"),
    }
    return known.get(reason, reason)
