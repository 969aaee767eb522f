"""Which level a year's spending earns, and when a level is looked at again. Arithmetic only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from kernel.money import ZERO

#: Members who have spent nothing yet; guests are 0.
FIRST = 1
#: Who falls short at the review keeps the level for so long, to catch up.
GRACE = timedelta(days=30)


@dataclass(frozen=True)
class Review:
    """What a review comes to: the level from now on, and the day of the next look at it (None: there is none)."""

    level: int
    in_grace: bool
    review_on: date | None


def level_for(net_spend: Decimal, thresholds: Sequence[Decimal]) -> int:
    """The highest level whose threshold is reached, from 1; ``thresholds`` of all levels, the lowest first."""
    return max(sum(1 for threshold in thresholds if threshold <= net_spend), FIRST)


def are_in_order(thresholds: Sequence[Decimal]) -> bool:
    """Everybody has a level, and each one asks for more than the one below it."""
    return bool(thresholds) and thresholds[0] == ZERO and all(a < b for a, b in pairwise(thresholds))


def a_year_before(day: date) -> date:
    """The same day a year ago; of 29 February, 1 March: a year of spending is never longer than a year."""
    return _same_day(day, day.year - 1)


def next_review(level: int, day: date) -> date | None:
    """A year after a level was reached or kept. The first level cannot be lost."""
    return _same_day(day, day.year + 1) if level > FIRST else None


def reviewed(*, level: int, earned: int, in_grace: bool, today: date) -> Review:
    """Who earned the level keeps it, or rises; who did not has time to catch up, once, and falls to what was earned."""
    if earned < level and not in_grace:
        return Review(level, True, today + GRACE)
    return Review(earned, False, next_review(earned, today))


def without_lift(*, level: int, earned: int, before: int) -> int:
    """The level once the purchase came back that had lifted the member from ``before``."""
    return min(level, max(earned, before))


def _same_day(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
