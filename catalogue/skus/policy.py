"""Which choices a shopper has, given which variants there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

HIGHEST_PRICE = Decimal("9999999999.99")

Combination = Mapping[str, str]


@dataclass(frozen=True)
class Choice:
    """One value of an option, given the values chosen for the other options.

    ``exists`` says there is such a variant, ``sold_out`` that there is but no piece of it is free.
    """

    value: str
    chosen: bool
    exists: bool
    sold_out: bool

    @property
    def can_be_had(self) -> bool:
        return self.exists and not self.sold_out


def choices(free: Sequence[tuple[Combination, int]], chosen: Combination) -> dict[str, list[Choice]]:
    """For each option its values in the order of the variants; ``free`` is what is free of each combination."""
    codes = list(dict.fromkeys(code for combination, _ in free for code in combination))
    return {code: [_choice(free, chosen, code, value) for value in _values(free, code)] for code in codes}


def _values(free: Sequence[tuple[Combination, int]], code: str) -> list[str]:
    return list(dict.fromkeys(combination[code] for combination, _ in free if code in combination))


def _choice(free: Sequence[tuple[Combination, int]], chosen: Combination, code: str, value: str) -> Choice:
    wanted = {**chosen, code: value}
    fitting = [pieces for combination, pieces in free if wanted.items() <= combination.items()]
    return Choice(value, chosen.get(code) == value, exists=bool(fitting), sold_out=bool(fitting) and not any(fitting))


def differs_like(others: Iterable[Combination], options: Mapping[str, object]) -> bool:
    """Whether a variant with these options is told apart by the same options as the others are."""
    others = list(others)
    return bool(others) and all(other.keys() == options.keys() for other in others)


def is_a_price(amount: Decimal) -> bool:
    """Whole cents, not negative, and small enough for its column."""
    return amount.is_finite() and 0 <= amount <= HIGHEST_PRICE and amount == amount.quantize(Decimal("0.01"))
