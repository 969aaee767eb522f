"""Why a card was refused, in words a shopper can act on; why a refund was, in words for staff."""

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
