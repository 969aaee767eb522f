"""Commands of after-sales, by subject; the whole of them in one place for those who call."""

from orders.aftersales.refusals import (
    AftersalesRefused,
    GiftAlone,
    NoPiecesLeft,
    NoRoomForPhotographs,
    NoSuchVariant,
    NotAllLookedAt,
    NotDelivered,
    NothingArrived,
    NothingChosen,
    ReturnAddressMissing,
    ReturnWindowIsClosed,
    VariantSoldOut,
    WordsMissing,
)
from orders.aftersales.services.answers import approve, ask, reject
from orders.aftersales.services.goods import inspect, receive, ship_replacement
from orders.aftersales.services.money import hear_of_refund, refund, refund_again
from orders.aftersales.services.reminding import lapse_unsent, mind_the_clock
from orders.aftersales.services.requests import Wish, answer_due, reply, request_return, send_back, withdraw
from orders.aftersales.services.sales import uncount_order, uncount_returned
from orders.aftersales.services.windows import close_windows, open_replacement_window, open_window, settle_if_closed

__all__ = [
    "AftersalesRefused",
    "GiftAlone",
    "NoPiecesLeft",
    "NoRoomForPhotographs",
    "NoSuchVariant",
    "NotAllLookedAt",
    "NotDelivered",
    "NothingArrived",
    "NothingChosen",
    "ReturnAddressMissing",
    "ReturnWindowIsClosed",
    "VariantSoldOut",
    "Wish",
    "WordsMissing",
    "answer_due",
    "approve",
    "ask",
    "close_windows",
    "hear_of_refund",
    "inspect",
    "lapse_unsent",
    "mind_the_clock",
    "open_replacement_window",
    "open_window",
    "receive",
    "refund",
    "refund_again",
    "reject",
    "reply",
    "request_return",
    "send_back",
    "settle_if_closed",
    "ship_replacement",
    "uncount_order",
    "uncount_returned",
    "withdraw",
]
