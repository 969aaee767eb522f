"""What points are worth, which are spent first, and how long they last. Arithmetic only."""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

from kernel.money import ZERO, rounded

#: So many points are ¥1.
A_YUAN = 100
#: Of what is left to pay, this part at most may be paid with points, unless the merchant says otherwise.
MOST_OF_AN_ORDER = Decimal("0.30")
#: So many months points last, unless the merchant says otherwise.
MONTHS = 12
#: Points that come back to a lot which expired meanwhile last at least this long.
SECOND_CHANCE = timedelta(days=30)
#: Goods of a category earn at most so many points for each ¥1.
HIGHEST_RATIO = Decimal(10)
#: The tree of categories spells a path in steps of so many letters.
STEP = 4
#: A member is reminded so long before points expire.
REMINDER = timedelta(days=30)


@dataclass(frozen=True)
class Holding:
    """What is left of a lot that may be spent; or, on the way back, what was drawn from it."""

    lot_id: int
    points: int
    expires_on: date


def sum_of(holdings: Iterable[Holding]) -> int:
    """All that may be spent."""
    return sum(each.points for each in holdings)


def worth(points: int) -> Decimal:
    """Points as money: 100 are ¥1."""
    return rounded(Decimal(points) / A_YUAN)


def most_spendable(to_pay: Decimal, available: int, part: Decimal = MOST_OF_AN_ORDER) -> int:
    """How many of the ``available`` points an order of ``to_pay`` takes: never more than this part of it is worth."""
    most = (max(to_pay, ZERO) * part * A_YUAN).to_integral_value(ROUND_FLOOR)
    return max(min(int(most), available), 0)


def earned_for(net: Decimal) -> int:
    """One point for each whole ¥1 that was paid for goods; none for less, or for nothing."""
    return int(max(net, ZERO).to_integral_value(ROUND_FLOOR))


def ratio_of(paths: Iterable[str], ratios: Mapping[str, Decimal], otherwise: Decimal) -> Decimal:
    """Points for each ¥1 of goods that stand in categories with these paths. In each the nearest category with a ratio
    counts, itself or one above it; of several the highest; ``otherwise`` where none has one."""
    nearest = (_nearest(path, ratios) for path in paths)
    return max((ratio for ratio in nearest if ratio is not None), default=otherwise)


def _nearest(path: str, ratios: Mapping[str, Decimal]) -> Decimal | None:
    above = (path[:length] for length in range(len(path), 0, -STEP))
    return next((ratios[each] for each in above if each in ratios), None)


def expires_on(day: date, months: int = MONTHS) -> date:
    """The last day of points that could be spent from ``day`` on: the end of that month, so many months later."""
    years, month = divmod(day.month - 1 + months, 12)
    return _month_end(day.year + years, month + 1)


def still_good(expiry: date, today: date) -> date:
    """When points that go back to a lot expire: with their lot, or a while later where it has expired already."""
    return expiry if expiry >= today else today + SECOND_CHANCE


def drawn(holdings: Sequence[Holding], wanted: int) -> dict[int, int]:
    """Points by lot, those that expire first taken first; fewer than ``wanted`` where there are not enough."""
    return _poured(sorted(holdings, key=_expiry), wanted)


def put_back(holdings: Sequence[Holding], wanted: int) -> dict[int, int]:
    """Points by lot that go back to where they were drawn from, those that last longest first."""
    return _poured(sorted(holdings, key=_expiry, reverse=True), wanted)


def after_debt(balance: int, points: int) -> int:
    """How many of the ``points`` that come in can be spent: a balance below zero is paid off first."""
    return max(points - max(-balance, 0), 0)


def _poured(holdings: Sequence[Holding], wanted: int) -> dict[int, int]:
    shares: dict[int, int] = {}
    for holding in holdings:
        share = min(holding.points, wanted)
        if share > 0:
            shares[holding.lot_id] = share
            wanted -= share
    return shares


def _expiry(holding: Holding) -> tuple[date, int]:
    return holding.expires_on, holding.lot_id


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
