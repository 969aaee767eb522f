"""How scores are summed up."""

from decimal import ROUND_HALF_UP, Decimal


def mean(total: int, count: int) -> Decimal:
    """The mean score to one decimal, halves up, as pages show it; 0 without reviews."""
    if not count:
        return Decimal(0)
    return (Decimal(total) / count).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
