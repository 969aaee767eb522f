"""Money is a Decimal with two places, rounded here and nowhere else."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")

#: Currencies that Stripe counts in whole units (ISO 4217, exponent 0).
WITHOUT_CENTS = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"]
)


def rounded(amount: Decimal) -> Decimal:
    """``amount`` to the cent, halves away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def share_out(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Split ``total`` (whole cents) in proportion to ``weights``; the shares add up to it exactly.

    Largest remainder method: the cents lost to rounding down go to the largest remainders,
    the earlier share first where two are equal. With no weight at all, everyone weighs the same.
    """
    whole = sum(weights)
    if not whole:
        weights, whole = [Decimal(1)] * len(weights), Decimal(len(weights))
    exact = [total * weight / whole for weight in weights]
    shares = [amount.quantize(CENT, rounding=ROUND_FLOOR) for amount in exact]
    spare = int((total - sum(shares)) / CENT)
    neediest = sorted(range(len(exact)), key=lambda i: shares[i] - exact[i])
    for i in neediest[:spare]:
        shares[i] += CENT
    return shares


def in_minor_units(amount: Decimal, currency: str) -> int:
    """What Stripe wants: ¥12.30 is 1230, but 1230 yen are 1230."""
    return int(rounded(amount) if currency.upper() in WITHOUT_CENTS else rounded(amount) * 100)


def from_minor_units(units: int, currency: str) -> Decimal:
    return rounded(Decimal(units) if currency.upper() in WITHOUT_CENTS else Decimal(units) / 100)
