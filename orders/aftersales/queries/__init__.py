"""The reads of this room."""

from orders.aftersales.queries.asking import Offer, Piece, offer_of, pieces_sent
from orders.aftersales.queries.money import settlement_of, used_a_coupon
from orders.aftersales.queries.swaps import SwapChoice, swaps_for, swaps_wanted
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
from orders.aftersales.queries.windows import end_for, return_days_of, term_of
from orders.aftersales.terms import answer_hours, return_days

__all__ = [
    "VIEWS",
    "Offer",
    "Piece",
    "Promise",
    "SwapChoice",
    "all_returns",
    "answer_hours",
    "answers_due",
    "counts",
    "end_for",
    "offer_of",
    "photograph_of",
    "pieces_sent",
    "promise_kept",
    "return_days",
    "return_days_of",
    "returns_in",
    "returns_of",
    "settlement_of",
    "swaps_for",
    "swaps_wanted",
    "term_of",
    "under_way",
    "used_a_coupon",
    "waiting",
]
