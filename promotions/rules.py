"""The words in which offers are spoken of: what is needed, what is gained, and what became of a rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from kernel.money import ZERO

MANY_TIMES = 1_000

#: No order is lowered by offers and coupons to less than what this leaves of its goods.
MOST_OFF = Decimal("0.80")


class Lane(StrEnum):
    """The lanes in which a price is lowered, in the order they are taken; each counts what the one before left."""

    LINE = "line"
    ORDER = "order"
    COUPON = "coupon"
    POINTS = "points"


LANES = tuple(Lane)


class Need(StrEnum):
    """What must be in the basket. The values are those Oscar stores."""

    PIECES = "Count"
    WORTH = "Value"
    KINDS = "Coverage"


class Gain(StrEnum):
    """What the shopper gets for it. The values are those Oscar stores; the gift is ours."""

    PERCENTAGE = "Percentage"
    AMOUNT = "Absolute"
    AMOUNT_EACH = "Fixed"
    CHEAPEST_FREE = "Multibuy"
    BUNDLE_PRICE = "Fixed price"
    DELIVERY_PERCENTAGE = "Shipping percentage"
    DELIVERY_AMOUNT = "Shipping absolute"
    DELIVERY_PRICE = "Shipping fixed price"
    GIFT = "Gift"


ON_DELIVERY = frozenset([Gain.DELIVERY_PERCENTAGE, Gain.DELIVERY_AMOUNT, Gain.DELIVERY_PRICE])
#: Kinds that lower the price of each piece by itself, so that a product page can tell it.
BY_PIECE = frozenset([Gain.PERCENTAGE, Gain.AMOUNT_EACH])


class Why(StrEnum):
    """Why a rule took nothing off."""

    MORE_NEEDED = "more needed"
    HIGHER_TIER = "a higher tier counts"
    TAKEN = "taken by another rule"
    NOTHING_TO_GAIN = "nothing to gain"
    LEVEL_TOO_LOW = "level too low"
    NOT_THE_FIRST_ORDER = "not the first order"
    USED_UP = "used up"
    GIFT_GONE = "gift gone"
    CAP_REACHED = "cap reached"


@dataclass(frozen=True)
class Buyer:
    """What rules may know about a shopper: the level of membership (0 for a guest), and whether anything was bought.

    ``used_up`` are the promotions of which this shopper has had all that one may have; ``had`` says how often which
    offers without a promotion acted, of those that have a limit for each person.
    """

    level: int = 0
    is_first_order: bool = True
    used_up: frozenset[int] = frozenset()
    had: Mapping[int, int] = field(default_factory=dict, hash=False)

    def times_left(self, rule: "Rule") -> int:
        """How often it may act in this shopper's order."""
        if rule.promotion_id or rule.most_each is None:
            return rule.most_times
        return min(rule.most_times, rule.most_each - self.had.get(rule.id, 0))


#: A guest of whom nothing is known.
NOBODY = Buyer()
#: Whoever reads a list: what only some are offered is not in its prices.
ANYBODY = Buyer(is_first_order=False)


@dataclass(frozen=True)
class Item:
    """Pieces of one SKU in the basket, and the ranges of products they belong to."""

    key: int
    product_id: int
    unit_price: Decimal
    quantity: int
    ranges: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Rule:
    """An offer as it stands in the database; ``code`` is the coupon code that brought it, if one did.

    Offers of one promotion are its tiers. ``goes_with`` narrows which others a combining rule combines with. What
    ``is_paid_for``, as pieces are that points bought, is outside the cap on discounts. ``most_each`` is for one person:
    orders that use the promotion, or how often an offer without one acts in all of them.
    """

    id: int
    name: str
    need: Need
    need_value: Decimal
    need_range: int
    gain: Gain
    gain_value: Decimal
    gain_range: int
    priority: int = 0
    is_exclusive: bool = True
    goes_with: frozenset[int] = frozenset()
    most_pieces: int | None = None
    most_times: int = MANY_TIMES
    most_discount: Decimal | None = None
    is_limited: bool = False
    code: str = ""
    voucher_id: int | None = None
    promotion_id: int | None = None
    lane: Lane = Lane.ORDER
    most_each: int | None = None
    least_level: int = 0
    for_first_order: bool = False
    gift_stock: int | None = None
    gift_pieces: int = 1
    is_paid_for: bool = False

    @property
    def place(self) -> tuple[int, int, int]:
        """Where the rule stands among all: by lane, then the highest priority, then the older."""
        return LANES.index(self.lane), -self.priority, self.id

    @property
    def is_on_goods(self) -> bool:
        return self.gain not in ON_DELIVERY and self.gain != Gain.GIFT

    @property
    def is_by_piece(self) -> bool:
        """Whether it belongs to the first lane, where each piece has its price whatever lies beside it."""
        return self.lane == Lane.LINE and self.gain in BY_PIECE and self.most_pieces is None

    @property
    def asks_nothing(self) -> bool:
        """Whether any single piece it lowers meets its need: then it makes the price that lists and products show."""
        if self.need == Need.WORTH or self.need_range != self.gain_range:
            return self.need_value <= 0
        return self.need_value <= 1

    @property
    def asks_who(self) -> bool:
        """Whether it counts for one person and not for another who buys the same."""
        return self.for_first_order or self.most_each is not None


@dataclass(frozen=True)
class Verdict:
    """What became of one rule: what it took off each item, how often it applied, or why it did not and ``by`` which
    other rule."""

    rule: Rule
    amount: Decimal = ZERO
    times: int = 0
    shares: Mapping[int, Decimal] = field(default_factory=dict)
    why: Why | None = None
    reached: Decimal = ZERO
    missing: Decimal = ZERO
    by: Rule | None = None

    @property
    def is_applied(self) -> bool:
        return self.times > 0
