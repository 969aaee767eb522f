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

#: The companies that may lower the items of a range; a company is listed under each range of its rules.
ByRange = Mapping[int, Sequence[Company]]


@dataclass(frozen=True)
class PiecePrice:
    """What one piece costs, and what each rule takes off it."""

    price: Decimal
    off: tuple[tuple[Rule, Decimal], ...] = ()


def piece_prices(items: Iterable[Item], rules: Iterable[Rule], most_off: Decimal) -> list[PiecePrice]:
    """For each item what one piece costs; ``most_off`` is the part of a price that offers may take at most."""
    companies = _by_range(rules)
    return [_cheapest(item, companies, most_off) for item in items]


def _by_range(rules: Iterable[Rule]) -> ByRange:
    found: dict[int, list[Company]] = {}
    for company in companies_of(rules):
        for range_id in {rule.gain_range for rule in company}:
            found.setdefault(range_id, []).append(company)
    return found


def _cheapest(item: Item, companies: ByRange, most_off: Decimal) -> PiecePrice:
    exact, best = item.unit_price, None
    for range_id in sorted(item.ranges & companies.keys()):
        for company in companies[range_id]:
            price = _price(item, company)
            if price < exact:
                exact, best = price, company
    if best is None:
        return PiecePrice(item.unit_price)
    least = (item.unit_price * (1 - most_off)).quantize(CENT, rounding=ROUND_CEILING)
    price = max(rounded(exact), least)
    return PiecePrice(price, tuple(_steps(item, best, price)))


def _price(item: Item, company: Company) -> Decimal:
    """What the company leaves of the price, not rounded."""
    price = item.unit_price
    for rule in company:
        if rule.gain_range in item.ranges:
            price -= _off(rule, price)
    return price


def _off(rule: Rule, price: Decimal) -> Decimal:
    """What the rule takes of a price, not rounded."""
    if rule.gain == Gain.PERCENTAGE:
        return price * min(rule.gain_value, HUNDRED) / HUNDRED
    return min(rule.gain_value, price)


def _steps(item: Item, company: Company, price: Decimal) -> Iterable[tuple[Rule, Decimal]]:
    """What each rule of the company takes, in cents that add up: each goes as far as all before it together go."""
    exact = before = item.unit_price
    for rule in company:
        if rule.gain_range in item.ranges:
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
