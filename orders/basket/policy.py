"""The one calculation of what a basket costs. Basket, checkout and placing all ask here, so they cannot differ.

Prices include tax. Every amount is whole cents, and goods + delivery − discounts is the total, to the cent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from kernel.money import ZERO
from promotions.policy import ON_DELIVERY, Item, Rule, Verdict, apply_rules, delivery_discount

MOST_OF_ONE = 99


@dataclass(frozen=True)
class QuotedLine:
    """Pieces of one SKU at their price, and the line's share of the discounts."""

    item: Item
    discount: Decimal = ZERO

    @property
    def goods(self) -> Decimal:
        return self.item.unit_price * self.item.quantity

    @property
    def total(self) -> Decimal:
        return self.goods - self.discount


@dataclass(frozen=True)
class Discount:
    """What one rule takes off, as it stands on the receipt."""

    rule: Rule
    amount: Decimal
    times: int
    is_on_delivery: bool = False


@dataclass(frozen=True)
class Quote:
    """What the shopper is asked to pay and why. ``delivery`` is None until a method is chosen."""

    lines: tuple[QuotedLine, ...]
    discounts: tuple[Discount, ...]
    verdicts: tuple[Verdict, ...]
    delivery: Decimal | None

    @property
    def goods(self) -> Decimal:
        return sum((line.goods for line in self.lines), ZERO)

    @property
    def saved(self) -> Decimal:
        return sum((discount.amount for discount in self.discounts), ZERO)

    @property
    def delivery_discount(self) -> Decimal:
        return sum((discount.amount for discount in self.discounts if discount.is_on_delivery), ZERO)

    @property
    def delivery_to_pay(self) -> Decimal:
        return (self.delivery or ZERO) - self.delivery_discount

    @property
    def total(self) -> Decimal:
        return self.goods + (self.delivery or ZERO) - self.saved

    @property
    def pieces(self) -> int:
        return sum(line.item.quantity for line in self.lines)

    @property
    def pieces_fingerprint(self) -> str:
        """Equal where the same pieces are bought, whatever they cost."""
        pieces = sorted((line.item.key, line.item.quantity) for line in self.lines)
        return sha256(repr(pieces).encode()).hexdigest()[:16]


def quote(items: Iterable[Item], rules: Iterable[Rule], delivery: Decimal | None = None) -> Quote:
    """Price a basket; ``delivery`` is the charge before any rule lowers it."""
    items = tuple(item for item in items if item.quantity > 0)
    verdicts = tuple(apply_rules(items, rules))
    return Quote(
        lines=tuple(QuotedLine(item, _shares(verdicts, item.key)) for item in items),
        discounts=(*_off_goods(verdicts), *_off_delivery(verdicts, delivery or ZERO)),
        verdicts=verdicts,
        delivery=delivery,
    )


def needs_consent(seen_total: Decimal, now: Quote) -> bool:
    """A shopper agreed to ``seen_total``: a rise is asked about, a drop is passed on."""
    return now.total > seen_total


def _shares(verdicts: Iterable[Verdict], key: int) -> Decimal:
    return sum((verdict.shares.get(key, ZERO) for verdict in verdicts), ZERO)


def _off_goods(verdicts: Iterable[Verdict]) -> list[Discount]:
    taken = (verdict for verdict in verdicts if verdict.is_applied and verdict.rule.gain not in ON_DELIVERY)
    return [Discount(verdict.rule, verdict.amount, verdict.times) for verdict in taken]


def _off_delivery(verdicts: Sequence[Verdict], charge: Decimal) -> list[Discount]:
    rule, amount = delivery_discount(verdicts, charge)
    return [Discount(rule, amount, 1, is_on_delivery=True)] if rule else []
