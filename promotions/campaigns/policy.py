"""All that a merchant says of a promotion, and what is wrong with it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from kernel.money import ZERO
from promotions.calendar.policy import Schedule, days_ahead
from promotions.policy import ON_DELIVERY, Gain, Lane, Need, Rule, apply_rules

__all__ = [
    "Problem",
    "Terms",
    "Tier",
    "amount_each",
    "apply_rules",
    "deepest_part",
    "problems_of",
    "rules_of",
]

LEVELS = range(1, 6)


class Problem(StrEnum):
    """What a promotion cannot be started with."""

    NO_NAME = "no name"
    ENDS_BEFORE_START = "ends before start"
    IS_OVER = "is over"
    NO_SUCH_DAY = "no such day"
    NEVER_RUNS = "never runs"
    NO_TIERS = "no tiers"
    TIERS_OUT_OF_ORDER = "tiers out of order"
    TIERS_OF_DIFFERENT_KINDS = "tiers of different kinds"
    GAIN_OF_ANOTHER_KIND = "gain of another kind"
    NOTHING_GIVEN = "nothing given"
    MORE_THAN_ALLOWED = "more than allowed"
    MORE_THAN_ASKED = "more than asked"
    NO_GIFT = "no gift"
    GIFT_WITH_FREE_GOODS = "gift with free goods"
    NO_LEVEL = "no level"
    IMPOSSIBLE_LIMIT = "impossible limit"


@dataclass(frozen=True)
class Tier:
    """``need_value`` pieces, kinds or worth of goods bring the gain; percentages are 0–100, the rest is money."""

    need: Need
    need_value: Decimal
    gain: Gain
    gain_value: Decimal = ZERO


@dataclass(frozen=True)
class Terms:
    """``names`` by language; ``weekdays`` 1–7 and ``month_days`` 1–31 in the store's time, empty for every day."""

    names: Mapping[str, str]
    kind: str
    tiers: tuple[Tier, ...]
    range_id: int
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    weekdays: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    audience: str = "everyone"
    least_level: int = 0
    combines: bool = False
    priority: int = 0
    most_uses: int | None = None
    most_uses_each: int | None = None
    budget: Decimal | None = None
    gift_stock_id: int | None = None
    gift_pieces: int = 1
    lane: Lane = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lane", Lane.LINE if self.kind == "price" else Lane.ORDER)

    @property
    def schedule(self) -> Schedule:
        return Schedule(self.starts_at, self.ends_at, frozenset(self.weekdays), frozenset(self.month_days))


#: What each kind of promotion may give.
GAINS = {
    "price": frozenset([Gain.PERCENTAGE, Gain.AMOUNT_EACH]),
    "tiers": frozenset([Gain.PERCENTAGE, Gain.AMOUNT, Gain.CHEAPEST_FREE, Gain.BUNDLE_PRICE]),
    "gift": frozenset([Gain.GIFT]),
    "delivery": ON_DELIVERY,
}


def problems_of(terms: Terms, today: date, most_off: Decimal) -> list[Problem]:
    """Everything that is wrong, in the order of the form."""
    wrong = {
        Problem.NO_NAME: not any(name.strip() for name in terms.names.values()),
        **_with_the_days(terms, today),
        **_with_the_tiers(terms.tiers, GAINS[terms.kind], most_off),
        Problem.NO_GIFT: terms.kind == "gift" and (terms.gift_stock_id is None or terms.gift_pieces < 1),
        Problem.GIFT_WITH_FREE_GOODS: terms.gift_stock_id is not None and any(map(_is_free, terms.tiers)),
        Problem.NO_LEVEL: terms.audience == "members" and terms.least_level not in LEVELS,
        Problem.IMPOSSIBLE_LIMIT: _limits_are_impossible(terms),
    }
    return [problem for problem, is_so in wrong.items() if is_so]


def _with_the_days(terms: Terms, today: date) -> dict[Problem, bool]:
    is_backwards = bool(terms.starts_at and terms.ends_at and terms.ends_at <= terms.starts_at)
    is_unknown = not set(terms.weekdays) <= set(range(1, 8)) or not set(terms.month_days) <= set(range(1, 32))
    never_runs = not is_backwards and not is_unknown and _never_runs(terms.schedule, today)
    return {
        Problem.ENDS_BEFORE_START: is_backwards,
        Problem.IS_OVER: never_runs and not terms.schedule.recurs,
        Problem.NO_SUCH_DAY: is_unknown,
        Problem.NEVER_RUNS: never_runs and terms.schedule.recurs,
    }


def _never_runs(schedule: Schedule, today: date) -> bool:
    """None of its days lies between start and end, give or take the hours by which the store's day differs."""
    first = max(today, schedule.starts.date() - timedelta(days=1)) if schedule.starts else today
    last = schedule.ends.date() + timedelta(days=1) if schedule.ends else None
    day = next(days_ahead(schedule, first), None)
    return day is None or (last is not None and day > last)


def _with_the_tiers(tiers: Sequence[Tier], allowed: frozenset[Gain], most_off: Decimal) -> dict[Problem, bool]:
    gains = [tier for tier in tiers if tier.gain not in ON_DELIVERY and tier.gain != Gain.GIFT]
    return {
        Problem.NO_TIERS: not tiers,
        Problem.TIERS_OUT_OF_ORDER: any(not _is_higher(high, low) for low, high in pairwise(tiers)),
        Problem.TIERS_OF_DIFFERENT_KINDS: len({(tier.need, tier.gain) for tier in tiers}) > 1,
        Problem.GAIN_OF_ANOTHER_KIND: any(tier.gain not in allowed for tier in tiers),
        Problem.NOTHING_GIVEN: any(tier.gain_value <= 0 and tier.gain != Gain.CHEAPEST_FREE for tier in gains)
        or any(tier.need_value < 0 for tier in tiers),
        Problem.MORE_THAN_ALLOWED: any(
            tier.gain == Gain.PERCENTAGE and tier.gain_value > most_off * 100 for tier in gains
        ),
        Problem.MORE_THAN_ASKED: any(
            tier.gain == Gain.AMOUNT and tier.need == Need.WORTH and tier.gain_value > tier.need_value * most_off
            for tier in gains
        ),
    }


def _is_higher(high: Tier, low: Tier) -> bool:
    """More is asked, and more is given: a bundle gives more the less it costs by the piece, and is never a tier."""
    return high.need_value > low.need_value and high.gain_value > low.gain_value


def _is_free(tier: Tier) -> bool:
    return tier.gain == Gain.PERCENTAGE and tier.gain_value >= 100


def _limits_are_impossible(terms: Terms) -> bool:
    counts = [count for count in (terms.most_uses, terms.most_uses_each) if count is not None]
    if any(count < 1 for count in counts) or (terms.budget is not None and terms.budget <= 0):
        return True
    return None not in (terms.most_uses, terms.most_uses_each) and terms.most_uses_each > terms.most_uses  # type: ignore[operator]


def rules_of(terms: Terms, name: str) -> list[Rule]:
    """The promotion as rules, before it is kept: ids are negative, so that they are nobody else's."""
    return [
        Rule(
            id=-number,
            name=name,
            need=tier.need,
            need_value=tier.need_value,
            need_range=terms.range_id,
            gain=tier.gain,
            gain_value=tier.gain_value,
            gain_range=terms.range_id,
            priority=terms.priority,
            is_exclusive=not terms.combines,
            most_times=1 if tier.gain == Gain.GIFT else 1_000,
            most_discount=terms.budget,
            promotion_id=-1,
            lane=terms.lane,
            gift_stock=terms.gift_stock_id,
            gift_pieces=terms.gift_pieces,
        )
        for number, tier in enumerate(terms.tiers, start=1)
    ]


def deepest_part(terms: Terms) -> Decimal:
    """The largest part of a price that the promotion can take, 0–1; amounts by the piece are in ``amount_each``."""
    parts = [ZERO]
    for tier in terms.tiers:
        if tier.gain == Gain.PERCENTAGE:
            parts.append(tier.gain_value / 100)
        elif tier.gain == Gain.AMOUNT and tier.need == Need.WORTH and tier.need_value:
            parts.append(tier.gain_value / tier.need_value)
        elif tier.gain == Gain.CHEAPEST_FREE and tier.need_value:
            parts.append(1 / tier.need_value)
    return min(max(parts), Decimal(1))


def amount_each(terms: Terms) -> Decimal:
    return max((tier.gain_value for tier in terms.tiers if tier.gain == Gain.AMOUNT_EACH), default=ZERO)
