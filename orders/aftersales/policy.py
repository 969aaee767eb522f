"""The way back as arithmetic: what may come back until when, what it is worth, and by when it is answered.

Knows no clock and no database. Money is whole cents; what goes back piece by piece adds up to what was paid.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from kernel.money import ZERO, share_out

RETURN, EXCHANGE, REFUND_ONLY = "return", "exchange", "refund_only"
CHANGED_MIND, WRONG_SIZE = "changed_mind", "wrong_size"
DAMAGED, NOT_AS_DESCRIBED, WRONG_ITEM = "damaged", "not_as_described", "wrong_item"
NOT_RECEIVED, PARTS_MISSING = "not_received", "parts_missing"

#: Which reasons each kind of request can have.
REASONS = {
    RETURN: (CHANGED_MIND, WRONG_SIZE, DAMAGED, NOT_AS_DESCRIBED, WRONG_ITEM),
    EXCHANGE: (WRONG_SIZE, DAMAGED, WRONG_ITEM),
    REFUND_ONLY: (NOT_RECEIVED, DAMAGED, PARTS_MISSING, NOT_AS_DESCRIBED),
}
OUR_FAULT = frozenset({DAMAGED, NOT_AS_DESCRIBED, WRONG_ITEM, NOT_RECEIVED, PARTS_MISSING})

#: When the delivery charge goes back: never, with the whole order, or also where the store is to blame.
NEVER, WHOLE, WHOLE_OR_FAULT = "never", "whole", "whole-or-fault"


def needs_no_reason(kind: str, reason: str) -> bool:
    """A mere whim; an exchange, and what is our fault, may be asked for longer."""
    return kind == RETURN and reason not in OUR_FAULT


@dataclass(frozen=True)
class Opening:
    """From which to which hour somebody answers, in store time; 0 to 24 is round the clock, 18 to 2 into the night."""

    opens: int
    closes: int

    def includes(self, moment: datetime) -> bool:
        if self.opens < self.closes:
            return self.opens <= moment.hour < self.closes
        return moment.hour >= self.opens or moment.hour < self.closes


def answer_due(asked_at: datetime, promised: timedelta, opening: Opening) -> datetime:
    """By when the merchant answers, so that the shopper never waits longer than ``promised``.

    ``asked_at`` is in store time. A promise that ends while nobody works has to be kept before the shop closes.
    """
    latest = (asked_at.astimezone(UTC) + promised).astimezone(asked_at.tzinfo)
    if opening.includes(latest):
        return latest
    day = latest.date() if latest.hour >= opening.closes else latest.date() - timedelta(days=1)
    closing = datetime.combine(day, time(), latest.tzinfo) + timedelta(hours=opening.closes)
    return closing if closing > asked_at else latest


def worth_of_pieces(amount: Decimal, pieces: int, *, before: int, coming: int) -> Decimal:
    """What ``coming`` of a line's ``pieces`` are worth after ``before`` went back; all of them are worth ``amount``."""
    return sum(share_out(amount, [Decimal(1)] * pieces)[before : before + coming], ZERO)


@dataclass(frozen=True)
class Share:
    """What one discount took off a line; ``lane`` says which kind of discount it is."""

    lane: str
    name: str
    amount: Decimal


@dataclass(frozen=True)
class Bought:
    """A line as it was paid, how many of its pieces went back before and how many are coming now."""

    line_id: int
    pieces: int
    goods: Decimal
    paid: Decimal
    before: int = 0
    coming: int = 0
    shares: tuple[Share, ...] = ()
    points: Decimal = ZERO

    @property
    def is_all_back(self) -> bool:
        return self.before + self.coming == self.pieces

    def worth(self, amount: Decimal) -> Decimal:
        return worth_of_pieces(amount, self.pieces, before=self.before, coming=self.coming)

    def gone(self, amount: Decimal) -> Decimal:
        """What went back of ``amount`` with the pieces before."""
        return worth_of_pieces(amount, self.pieces, before=0, coming=self.before)


@dataclass(frozen=True)
class LineDue:
    """What goes back for the pieces of one line: ``goods`` less the shares of the discounts is ``money``."""

    line_id: int
    pieces: int
    goods: Decimal
    shares: tuple[Share, ...]
    money: Decimal


@dataclass(frozen=True)
class Settlement:
    """What the shopper gets back, and why it is that much: ``lines`` and ``delivery`` less ``refunded_before``.

    ``kept`` is what was paid for the pieces that stay.
    """

    lines: tuple[LineDue, ...]
    delivery: Decimal
    refunded_before: Decimal
    points: int
    keeps_nothing: bool
    kept: Decimal

    @property
    def money(self) -> Decimal:
        return sum((line.money for line in self.lines), self.delivery) - self.refunded_before


def settlement(
    bought: Sequence[Bought], *, delivery: Decimal, refundable: Decimal, points_spent: int = 0
) -> Settlement:
    """What goes back for the pieces that are coming.

    ``delivery`` is the charge that goes back, ``refundable`` what is left of the payment: never more goes back, be it
    that the merchant gave something back before.
    """
    lines = tuple(_line_due(line) for line in bought if line.coming)
    goods = sum((line.money for line in lines), ZERO)
    return Settlement(
        lines=lines,
        delivery=delivery,
        refunded_before=max(goods + delivery - refundable, ZERO),
        points=_points_back(bought, points_spent),
        keeps_nothing=all(line.is_all_back for line in bought),
        kept=sum((line.paid - line.gone(line.paid) for line in bought), ZERO) - goods,
    )


def delivery_back(charge: Decimal, *, rule: str, is_our_fault: bool, keeps_nothing: bool, already: Decimal) -> Decimal:
    """The delivery charge that goes back now: all that did not go back before, or nothing."""
    goes_back = rule != NEVER and (keeps_nothing or (rule == WHOLE_OR_FAULT and is_our_fault))
    return charge - already if goes_back else ZERO


def _line_due(line: Bought) -> LineDue:
    goods, money = line.worth(line.goods), line.worth(line.paid)
    taken = share_out(goods - money, [share.amount for share in line.shares]) if line.shares else []
    shares = tuple(
        Share(share.lane, share.name, amount) for share, amount in zip(line.shares, taken, strict=True) if amount
    )
    return LineDue(line.line_id, line.coming, goods, shares, money)


def _points_back(bought: Iterable[Bought], spent: int) -> int:
    """Points in the proportion in which they paid for the pieces; when everything is back, all of them."""
    bought = list(bought)
    paid = sum((line.points for line in bought), ZERO)
    if not paid:
        return 0
    before = sum((line.gone(line.points) for line in bought), ZERO)
    now = before + sum((line.worth(line.points) for line in bought), ZERO)
    return int(spent * now / paid) - int(spent * before / paid)


def gifts_coming(given: int, *, bought: int, kept: int, before: int) -> int:
    """How many of the gifts ``given`` with ``bought`` pieces come back now that only ``kept`` of those stay."""
    return max(given - given * kept // bought - before, 0)
