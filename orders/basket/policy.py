"""The one calculation of what a basket costs. Basket, checkout and placing all ask here, so they cannot differ.

Prices include tax. Every amount is whole cents, and goods + delivery − discounts is the total, to the cent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256

from kernel.money import ZERO, share_out
from membership.points.policy import MOST_OF_AN_ORDER, most_spendable, worth
from promotions.policy import (
    MOST_OFF,
    NOBODY,
    Buyer,
    Gain,
    Item,
    Lane,
    Rule,
    Verdict,
    apply_rules,
    delivery_discount,
)

MOST_OF_ONE = 99


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
class Gift:
    """Pieces that come along for nothing, and the line they came with: by the keys of their stock records."""

    rule: Rule
    stock_id: int
    pieces: int
    of: int


@dataclass(frozen=True)
class Quote:
    """What the shopper is asked to pay and why. ``delivery`` is None until a method is chosen."""

    lines: tuple[QuotedLine, ...]
    discounts: tuple[Discount, ...]
    verdicts: tuple[Verdict, ...]
    delivery: Decimal | None
    points_used: int = 0
    points_discount: Decimal = ZERO
    gifts: tuple[Gift, ...] = ()

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
        """What is bought; gifts are not."""
        return sum(line.item.quantity for line in self.lines)

    @property
    def pieces_by_stock(self) -> dict[int, int]:
        """How many pieces of each SKU go out, bought or given."""
        pieces = {line.item.key: line.item.quantity for line in self.lines}
        for gift in self.gifts:
            pieces[gift.stock_id] = pieces.get(gift.stock_id, 0) + gift.pieces
        return pieces

    @property
    def limited_uses(self) -> list[tuple[int, int | None, int, Decimal]]:
        """What is used of offers with a limit: offer, promotion, how often and how much."""
        off = [(discount.rule, discount.times, discount.amount) for discount in self.discounts]
        given = [(gift.rule, gift.pieces // gift.rule.gift_pieces, ZERO) for gift in self.gifts]
        return [(rule.id, rule.promotion_id, times, amount) for rule, times, amount in off + given if rule.is_limited]

    @property
    def pieces_fingerprint(self) -> str:
        """Equal where the same pieces are bought, whatever they cost."""
        bought = [(line.item.key, line.item.quantity) for line in self.lines]
        pieces = sorted(bought) + sorted((gift.stock_id, gift.pieces) for gift in self.gifts)
        return sha256(repr(pieces).encode()).hexdigest()[:16]


def quote(
    items: Iterable[Item],
    rules: Iterable[Rule],
    delivery: Decimal | None = None,
    *,
    points: int = 0,
    buyer: Buyer = NOBODY,
    most_off: Decimal = MOST_OFF,
    most_by_points: Decimal = MOST_OF_AN_ORDER,
    gifts_free: Mapping[int, int] | None = None,
) -> Quote:
    """Price a basket; ``delivery`` is the charge before any rule lowers it, ``points`` are those to pay with.

    ``most_off`` is the part of the goods that offers and coupons together may take; ``gifts_free`` the pieces left of
    each gift. Points come last and pay for the part ``most_by_points`` of the goods at most; what they could not pay
    for is not used.
    """
    items = tuple(item for item in items if item.quantity > 0)
    verdicts = tuple(apply_rules(items, rules, buyer, most_off=most_off, gifts_free=gifts_free))
    shares = _shares(verdicts)
    lines = tuple(QuotedLine(item, tuple(shares.get(item.key, ()))) for item in items)
    paying = most_spendable(sum((line.total for line in lines), ZERO), points, most_by_points)
    return Quote(
        lines=_paid_with(lines, worth(paying)),
        discounts=(*_off_goods(verdicts), *_off_delivery(verdicts, delivery or ZERO)),
        verdicts=verdicts,
        delivery=delivery,
        points_used=paying,
        points_discount=worth(paying),
        gifts=tuple(_gifts(verdicts, items)),
    )


def _gifts(verdicts: Iterable[Verdict], items: Sequence[Item]) -> Iterable[Gift]:
    """Each gift hangs on the dearest line that earned it, and goes back with it."""
    for verdict in verdicts:
        rule = verdict.rule
        if verdict.is_applied and rule.gain == Gain.GIFT and rule.gift_stock:
            earned = [item for item in items if rule.need_range in item.ranges]
            dearest = max(earned, key=lambda item: (item.unit_price * item.quantity, -item.key))
            yield Gift(rule, rule.gift_stock, verdict.times * rule.gift_pieces, dearest.key)


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


def _shares(verdicts: Iterable[Verdict]) -> dict[int, list[Share]]:
    """What each rule takes off each line, by the line's key."""
    found: dict[int, list[Share]] = {}
    for verdict in verdicts:
        rule = verdict.rule
        for key, amount in verdict.shares.items():
            found.setdefault(key, []).append(Share(rule.lane, amount, rule.name, rule.id, rule.voucher_id))
    return found


def _off_goods(verdicts: Iterable[Verdict]) -> list[Discount]:
    taken = (verdict for verdict in verdicts if verdict.amount)
    return [Discount(verdict.rule, verdict.amount, verdict.times) for verdict in taken]


def _off_delivery(verdicts: Sequence[Verdict], charge: Decimal) -> list[Discount]:
    rule, amount = delivery_discount(verdicts, charge)
    return [Discount(rule, amount, 1, is_on_delivery=True)] if rule else []
