"""What variants have in common, and what a price may be."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

HIGHEST_PRICE = Decimal("9999999999.99")

Combination = Mapping[str, str]


def differs_like(others: Iterable[Combination], options: Mapping[str, object]) -> bool:
    """Whether a variant with these options is told apart by the same options as the others are."""
    others = list(others)
    return bool(others) and all(other.keys() == options.keys() for other in others)


def is_a_price(amount: Decimal) -> bool:
    """Whole cents, not negative, and small enough for its column."""
    return amount.is_finite() and 0 <= amount <= HIGHEST_PRICE and amount == amount.quantize(Decimal("0.01"))
