"""The first lane: what one piece costs after the offers that lower each piece by itself. Pure.

Each item takes the company of rules that makes it cheapest, whatever lies beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from kernel.money import CENT, rounded
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
    here = [
        tuple(rule for rule in company if rule.gain_range in item.ranges and _reaches(rule, item))
        for company in together
    ]
    lone = (company for range_id in sorted(item.ranges & alone.keys()) for company in alone[range_id])
    return [*filter(None, here), *(company for company in lone if _reaches(company[0], item))]


def _reaches(rule: Rule, item: Item) -> bool:
    """Whether what is left of the rule's budget is enough for one piece: no price is promised by half."""
    return rule.most_discount is None or off_piece(rule, item.unit_price) <= rule.most_discount


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
        price -= off_piece(rule, price)
    return price


def off_piece(rule: Rule, price: Decimal) -> Decimal:
    """What the rule takes of a price, not rounded."""
    if rule.gain == Gain.PERCENTAGE:
        return price * min(rule.gain_value, HUNDRED) / HUNDRED
    return min(rule.gain_value, price)


def _steps(unit_price: Decimal, company: Company, price: Decimal) -> Iterable[tuple[Rule, Decimal]]:
    """What each rule of the company takes, in cents that add up: each goes as far as all before it together go."""
    exact = before = unit_price
    for rule in company:
        exact -= off_piece(rule, exact)
        now = max(rounded(exact), price)
        if now < before:
            yield rule, before - now
        before = now
