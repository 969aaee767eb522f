"""The reads of this room."""

from orders.aftersales.queries.asking import (
    Offer,
    Piece,
    SwapChoice,
    days_for,
    offer_of,
    pieces_sent,
    swaps_for,
    swaps_wanted,
)
from orders.aftersales.queries.money import settlement_of, used_a_coupon
from orders.aftersales.queries.waiting import (
    VIEWS,
    Promise,
    all_returns,
    answers_due,
    counts,
    photograph_of,
    promise_kept,
    returns_in,
    returns_of,
    under_way,
    waiting,
)

__all__ = [
    "VIEWS",
    "Offer",
    "Piece",
    "Promise",
    "SwapChoice",
    "all_returns",
    "answers_due",
    "counts",
    "days_for",
    "offer_of",
    "photograph_of",
    "pieces_sent",
    "promise_kept",
    "returns_in",
    "returns_of",
    "settlement_of",
    "swaps_for",
    "swaps_wanted",
    "under_way",
    "used_a_coupon",
    "waiting",
]
