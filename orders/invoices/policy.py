"""Invoices as arithmetic: who may be named on one, what part of a price is tax, and what its numbers look like."""

from decimal import Decimal

from kernel.money import rounded

PERSONAL, COMPANY = "personal", "company"

_SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def is_tax_number(number: str) -> bool:
    """Whether it is a 统一社会信用代码: 18 symbols, the last of which checks the others (GB 32100-2015)."""
    if len(number) != 18 or any(symbol not in _SYMBOLS for symbol in number):
        return False
    weighed = sum(_SYMBOLS.index(symbol) * weight for symbol, weight in zip(number, _WEIGHTS, strict=False))
    return _SYMBOLS[-weighed % 31] == number[-1]


def tax_in(amount: Decimal, percent: int) -> Decimal:
    """The tax that is part of ``amount``; a red amount has a red tax."""
    return rounded(amount * percent / (100 + percent))


def number_of(year: int, place: int) -> str:
    """The ``place``-th invoice of a year: ``2026-00000042``."""
    return f"{year}-{place:08d}"
