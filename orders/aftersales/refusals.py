"""Why a request, an answer or a refund could not be; each says what was wrong and leaves nothing behind."""


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


class GiftAlone(AftersalesRefused):
    """A gift goes back only together with what it came with."""


class NoSuchVariant(AftersalesRefused):
    """Exchanged is for another variant of the same product at the same price, and there is none such."""


class VariantSoldOut(AftersalesRefused):
    """Too few pieces of the wanted variant are free."""


class WordsMissing(AftersalesRefused):
    """A rejection and a question need words."""


class NotAllLookedAt(AftersalesRefused):
    """Each piece is either fit for sale or not: the numbers do not add up to what came back."""


class NothingLeftToRefund(AftersalesRefused):
    """The whole payment went back before."""
