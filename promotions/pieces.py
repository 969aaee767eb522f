"""The first lane: what one piece costs after the offers that lower each piece by itself. Pure.

Each item takes the company of rules that makes it cheapest, whatever lies beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from kernel.money import CENT, ZERO, rounded
from promotions.companies import Company, companies_of
from promotions.rules import Gain, Item, Rule

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class PiecePrice:
    """What one piece costs, and what each rule takes off it."""

    price: Decimal
    off: tuple[tuple[Rule, Decimal], ...] = ()


def piece_prices(items: Iterable[Item], rules: Iterable[Rule], most_off: Decimal) -> list[PiecePrice]:
    """For each item what one piece costs; ``most_off`` is the part of a price that offers may take at most."""
    companies = companies_of(rules)
    alone: dict[int, list[Company]] = {}
    for company in companies:
        if len(company) == 1:
            alone.setdefault(company[0].gain_range, []).append(company)
    together = [company for company in companies if len(company) > 1]
    return [_cheapest(item, _at(item, alone, together), most_off) for item in items]


def _at(item: Item, alone: Mapping[int, Sequence[Company]], together: Iterable[Company]) -> list[Company]:
    """The companies that may lower the item, each without the rules that speak of other goods."""
    here = [tuple(rule for rule in company if rule.gain_range in item.ranges) for company in together]
    lone = [company for range_id in sorted(item.ranges & alone.keys()) for company in alone[range_id]]
    return [company for company in here if company] + lone


def _cheapest(item: Item, companies: Iterable[Company], most_off: Decimal) -> PiecePrice:
    exact, best = item.unit_price, None
    for company in companies:
        price = _price(item.unit_price, company)
        if price < exact:
            exact, best = price, company
    if best is None:
        return PiecePrice(item.unit_price)
    least = (item.unit_price * (1 - most_off)).quantize(CENT, rounding=ROUND_CEILING)
    price = max(rounded(exact), least)
    return PiecePrice(price, tuple(_steps(item.unit_price, best, price)))


def _price(price: Decimal, company: Company) -> Decimal:
    """What the company leaves of the price, not rounded."""
    for rule in company:
        price -= _off(rule, price)
    return price


def _off(rule: Rule, price: Decimal) -> Decimal:
    """What the rule takes of a price, not rounded."""
    if rule.gain == Gain.PERCENTAGE:
        return price * min(rule.gain_value, HUNDRED) / HUNDRED
    return min(rule.gain_value, price)


def _steps(unit_price: Decimal, company: Company, price: Decimal) -> Iterable[tuple[Rule, Decimal]]:
    """What each rule of the company takes, in cents that add up: each goes as far as all before it together go."""
    exact = before = unit_price
    for rule in company:
        exact -= _off(rule, exact)
        now = max(rounded(exact), price)
        if now < before:
            yield rule, before - now
        before = now


def off_in_all(items: Sequence[Item], prices: Sequence[PiecePrice]) -> dict[int, Decimal]:
    """Rule id → what it takes off all the items together."""
    found: dict[int, Decimal] = {}
    for item, piece in zip(items, prices, strict=True):
        for rule, off in piece.off:
            found[rule.id] = found.get(rule.id, ZERO) + off * item.quantity
    return found
