"""Why a request, an answer or a refund could not be; each says what was wrong and leaves nothing behind."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class AftersalesRefused(Exception):
    """What was asked cannot be."""


class NothingChosen(AftersalesRefused):
    """No piece, a line of another order, or a reason that does not go with the kind of request."""


class NotDelivered(AftersalesRefused):
    """The order never left, or is over."""


class ReturnWindowIsClosed(AftersalesRefused):
    """It is too late for this kind of request."""


class NoPiecesLeft(AftersalesRefused):
    """More would come back than was sent and is not on its way back already."""


class NoRoomForPhotographs(AftersalesRefused):
    """The disk is full, or away."""


class GiftAlone(AftersalesRefused):
    """A gift goes back only together with what it came with."""


class NoSuchVariant(AftersalesRefused):
    """Exchanged is for another variant of the same product at the same price, and there is none such."""


class VariantSoldOut(AftersalesRefused):
    """Too few pieces of the wanted variant are free."""


class WordsMissing(AftersalesRefused):
    """A rejection and a question need words."""


class ReturnAddressMissing(AftersalesRefused):
    """Goods are to be sent, and nobody has said where to."""


class NothingArrived(AftersalesRefused):
    """Of what was asked back something is here, and no more than that."""


class NotAllLookedAt(AftersalesRefused):
    """Each piece is either fit for sale or not: the numbers do not add up to what came back."""


_WORDS: dict[type[AftersalesRefused], str | Promise] = {
    NotDelivered: _("This order has not been sent yet, or is over: there is nothing to send back."),
    ReturnWindowIsClosed: _("The time for this is over. If something is broken, choose that as the reason."),
    NoPiecesLeft: _("Fewer pieces are left than that: some are on their way back already."),
    NoRoomForPhotographs: _("We cannot keep photographs just now. Send it without them, or try again later."),
    GiftAlone: _("A gift goes back only together with what it came with."),
    NoSuchVariant: _("Please choose a variant at the same price to exchange for."),
    VariantSoldOut: _("This variant is sold out just now. Choose another, or return for a refund."),
    WordsMissing: _("Please say it in words; the shopper reads them."),
    ReturnAddressMissing: _("Please say where the goods are to be sent, or keep a return address under Settings."),
    NothingArrived: _("Please say of each line how many pieces arrived, at least one in all."),
    NotAllLookedAt: _("Please say of each line how many pieces are fit for sale."),
    NothingChosen: _("Please choose at least one piece and a reason."),
}


def why(refusal: AftersalesRefused) -> str:
    """What was wrong, and what can be done, in the reader's language."""
    return str(_WORDS[type(refusal)])
