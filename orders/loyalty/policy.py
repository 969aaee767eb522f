"""What of an order counts for its member. Arithmetic only."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from kernel.money import ZERO


@dataclass(frozen=True)
class Earning:
    """What is kept of a line, as it was paid, and how many points each ¥1 of it earns."""

    kept: Decimal
    ratio: Decimal


def kept(*, for_goods: Decimal, paid: Decimal, refunded: Decimal) -> Decimal:
    """What was paid for goods and has not gone back. A refund is of the delivery first, so nobody loses too much."""
    return max(min(for_goods, paid - refunded), ZERO)


def earned_for(lines: Sequence[Earning], kept: Decimal) -> int:
    """The whole points that the lines earn when ``kept`` is what the order kept of them together.

    What went back without pieces, as for a scratch, lowers every line in proportion. Rounded down once, for the order.
    """
    worth = sum((line.kept for line in lines), ZERO)
    if not worth:
        return 0
    points = sum((line.kept * line.ratio for line in lines), ZERO) * min(kept, worth) / worth
    return int(max(points, ZERO).to_integral_value(ROUND_FLOOR))
