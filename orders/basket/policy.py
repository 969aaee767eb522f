"""The one calculation of what a basket costs. Basket, checkout and placing all ask here, so they cannot differ.

Prices include tax. Every amount is whole cents, and goods + delivery − discounts is the total, to the cent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256

from kernel.money import CENT, ZERO, share_out
from promotions.policy import ON_DELIVERY, Item, Lane, Rule, Verdict, apply_rules, delivery_discount

MOST_OF_ONE = 99
POINTS_SHARE = Decimal("0.30")


@dataclass(frozen=True)
class Share:
    """What one rule takes off one line; points have no rule."""

    lane: Lane
    amount: Decimal
    name: str = ""
    rule_id: int | None = None
    voucher_id: int | None = None


@dataclass(frozen=True)
class QuotedLine:
    """Pieces of one SKU at their price, and the line's shares of the discounts."""

    item: Item
    shares: tuple[Share, ...] = ()

    @property
    def goods(self) -> Decimal:
        return self.item.unit_price * self.item.quantity

    @property
    def discount(self) -> Decimal:
        return sum((share.amount for share in self.shares), ZERO)

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
    points_used: int = 0
    points_discount: Decimal = ZERO

    @property
    def goods(self) -> Decimal:
        return sum((line.goods for line in self.lines), ZERO)

    @property
    def saved(self) -> Decimal:
        """What the rules take off; what points pay for is no saving."""
        return sum((discount.amount for discount in self.discounts), ZERO)

    @property
    def delivery_discount(self) -> Decimal:
        return sum((discount.amount for discount in self.discounts if discount.is_on_delivery), ZERO)

    @property
    def delivery_to_pay(self) -> Decimal:
        return (self.delivery or ZERO) - self.delivery_discount

    @property
    def total(self) -> Decimal:
        return self.goods + (self.delivery or ZERO) - self.saved - self.points_discount

    @property
    def pieces(self) -> int:
        return sum(line.item.quantity for line in self.lines)

    @property
    def pieces_fingerprint(self) -> str:
        """Equal where the same pieces are bought, whatever they cost."""
        pieces = sorted((line.item.key, line.item.quantity) for line in self.lines)
        return sha256(repr(pieces).encode()).hexdigest()[:16]


def quote(items: Iterable[Item], rules: Iterable[Rule], delivery: Decimal | None = None, *, points: int = 0) -> Quote:
    """Price a basket; ``delivery`` is the charge before any rule lowers it, ``points`` are those to pay with.

    Points come last and pay for 30 % of the goods at most; what they could not pay for is not used.
    """
    items = tuple(item for item in items if item.quantity > 0)
    verdicts = tuple(apply_rules(items, rules))
    lines = tuple(QuotedLine(item, _shares(verdicts, item.key)) for item in items)
    paying = _most_points(lines, points)
    return Quote(
        lines=_paid_with(lines, paying * CENT),
        discounts=(*_off_goods(verdicts), *_off_delivery(verdicts, delivery or ZERO)),
        verdicts=verdicts,
        delivery=delivery,
        points_used=paying,
        points_discount=paying * CENT,
    )


def _most_points(lines: Sequence[QuotedLine], points: int) -> int:
    left = sum((line.total for line in lines), ZERO)
    return max(0, min(points, int(left * POINTS_SHARE / CENT)))


def _paid_with(lines: tuple[QuotedLine, ...], worth: Decimal) -> tuple[QuotedLine, ...]:
    """The lines, each with its share of what points pay for."""
    if not worth:
        return lines
    shares = share_out(worth, [line.total for line in lines])
    return tuple(
        replace(line, shares=(*line.shares, Share(Lane.POINTS, share))) if share else line
        for line, share in zip(lines, shares, strict=True)
    )


def needs_consent(seen_total: Decimal, now: Quote) -> bool:
    """A shopper agreed to ``seen_total``: a rise is asked about, a drop is passed on."""
    return now.total > seen_total


def _shares(verdicts: Iterable[Verdict], key: int) -> tuple[Share, ...]:
    taken = ((verdict.rule, verdict.shares[key]) for verdict in verdicts if verdict.shares.get(key))
    return tuple(Share(rule.lane, amount, rule.name, rule.id, rule.voucher_id) for rule, amount in taken)


def _off_goods(verdicts: Iterable[Verdict]) -> list[Discount]:
    taken = (verdict for verdict in verdicts if verdict.is_applied and verdict.rule.gain not in ON_DELIVERY)
    return [Discount(verdict.rule, verdict.amount, verdict.times) for verdict in taken]


def _off_delivery(verdicts: Sequence[Verdict], charge: Decimal) -> list[Discount]:
    rule, amount = delivery_discount(verdicts, charge)
    return [Discount(rule, amount, 1, is_on_delivery=True)] if rule else []
