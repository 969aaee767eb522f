"""What of an order counts for its member. Arithmetic only."""

from decimal import Decimal

from kernel.money import ZERO


def kept(*, for_goods: Decimal, paid: Decimal, refunded: Decimal) -> Decimal:
    """What was paid for goods and has not gone back. A refund is of the delivery first, so nobody loses too much."""
    return max(min(for_goods, paid - refunded), ZERO)
