"""Why a card was refused, in words a shopper can act on."""

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
