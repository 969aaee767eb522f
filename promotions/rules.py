"""The words in which offers are spoken of: what is needed, what is gained, and what became of a rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from kernel.money import ZERO

MANY_TIMES = 1_000


class Lane(StrEnum):
    """The lanes in which a price is lowered, in the order they are taken; each counts what the one before left."""

    LINE = "line"
    ORDER = "order"
    COUPON = "coupon"
    POINTS = "points"


class Need(StrEnum):
    """What must be in the basket. The values are those Oscar stores."""

    PIECES = "Count"
    WORTH = "Value"
    KINDS = "Coverage"


class Gain(StrEnum):
    """What the shopper gets for it. The values are those Oscar stores."""

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


class Why(StrEnum):
    """Why a rule took nothing off."""

    MORE_NEEDED = "more needed"
    TAKEN = "taken by another rule"
    NOTHING_TO_GAIN = "nothing to gain"


@dataclass(frozen=True)
class Buyer:
    """What rules may know about a shopper: the level of membership (0 for a guest), and whether anything was bought."""

    level: int = 0
    is_first_order: bool = True


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
    """An offer as it stands in the database; ``code`` is the coupon code that brought it, if one did."""

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
    lane: Lane = Lane.LINE


@dataclass(frozen=True)
class Verdict:
    """What became of one rule: what it took off each item, how often it applied, or why it did not."""

    rule: Rule
    amount: Decimal = ZERO
    times: int = 0
    shares: Mapping[int, Decimal] = field(default_factory=dict)
    why: Why | None = None
    reached: Decimal = ZERO
    missing: Decimal = ZERO

    @property
    def is_applied(self) -> bool:
        return self.times > 0
