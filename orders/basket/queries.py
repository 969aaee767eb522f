"""What is in a basket, what of it can be had now, and what it costs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import cached_property

from django.urls import reverse

from catalogue.photos.queries import Photo
from catalogue.pricing.queries import Price, prices_of
from catalogue.skus.queries import Look, looks_of
from kernel import clock
from kernel.money import ZERO
from membership.points.queries import most_of_an_order
from orders.basket.buyers import Contact, buyer_of, has_bought
from orders.basket.models import Basket
from orders.basket.policy import MOST_OF_ONE, Discount, Gift, Quote, QuotedLine, needs_consent, quote
from orders.basket.proposals import Proposal, carried_in, proposal_for
from orders.basket.shopper import Shopper, shopper_of
from orders.basket.stored import (
    StoredLine,
    lines_of,
    open_basket_and,
    open_basket_of,
    pieces_in_basket_of,
    pieces_of,
)
from orders.basket.words import Reason, Row, Tier, delivery_row, paid_with_points, reasons_of, sums_of, tiers_of
from promotions.coupons.queries import codes_in_force
from promotions.queries import ANYBODY, NOBODY, Buyer, Item, Lane, most_off, ranges_of, rules_in_force

__all__ = [
    "MOST_OF_ONE",
    "Basket",
    "Contact",
    "Contents",
    "Discount",
    "Entry",
    "Gift",
    "Proposal",
    "Quote",
    "QuotedLine",
    "Reason",
    "Row",
    "Shopper",
    "Tier",
    "buyer_of",
    "carried_in",
    "contents_of",
    "delivery_row",
    "has_bought",
    "items_of",
    "needs_consent",
    "open_basket_and",
    "open_basket_of",
    "paid_with_points",
    "pieces_in_basket_of",
    "proposal_for",
    "quote",
    "reasons_of",
    "shopper_of",
    "sums_of",
    "tiers_beside",
    "tiers_of",
]

UNDO_FOR = timedelta(minutes=30)


@dataclass(frozen=True)
class Entry:
    """One line of a basket as the shopper sees it."""

    id: int
    stock_id: int
    product_id: int
    sku: str
    title: str
    options: str
    url: str
    wanted: int
    free: int
    seen_price: Decimal
    price: Price | None
    photo: Photo | None
    cost: Decimal | None
    partner_id: int

    @property
    def can_be_had(self) -> bool:
        return self.price is not None and self.free > 0

    @property
    def quantity(self) -> int:
        """The pieces that count: those wanted, as far as there are that many."""
        return min(self.wanted, self.free) if self.can_be_had else 0

    @property
    def is_short(self) -> bool:
        return 0 < self.quantity < self.wanted

    @property
    def most(self) -> int:
        return min(MOST_OF_ONE, max(self.free, 1))

    @property
    def unit_price(self) -> Decimal:
        return self.price.now if self.price else ZERO

    @property
    def has_moved(self) -> bool:
        """The price is another than the one the shopper saw when this was put in."""
        return self.can_be_had and self.unit_price != self.seen_price

    @property
    def total(self) -> Decimal:
        return self.unit_price * self.quantity

    @property
    def was_total(self) -> Decimal | None:
        return self.price.was * self.quantity if self.price and self.price.was else None

    @property
    def photo_src(self) -> str:
        """The address of a small picture; empty until there is one."""
        return self.photo.url(320) if self.photo and self.photo.is_ready else ""


@dataclass(frozen=True)
class Shown:
    """A line as it is shown: what its pieces cost after the offers that lower each of them, and what they cost before.

    ``offers`` names those offers.
    """

    entry: Entry
    total: Decimal
    was: Decimal | None = None
    offers: tuple[str, ...] = ()

    @property
    def each(self) -> Decimal:
        return self.total / self.entry.quantity if self.entry.quantity else self.total


@dataclass(frozen=True)
class Contents:
    """A basket read whole. ``quote`` leaves out what cannot be had; ``removed`` can still be taken back.

    ``coupon_is_lost``: the one that was chosen is over or used up meanwhile.
    """

    basket: Basket | None
    entries: list[Entry] = field(default_factory=list)
    removed: list[Entry] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    rules: list = field(default_factory=list)
    codes: Mapping[int, str] = field(default_factory=dict)
    coupon_is_lost: bool = False
    buyer: Buyer = NOBODY
    gifts_on_shelf: Mapping[int, Entry] = field(default_factory=dict)

    @cached_property
    def quote(self) -> Quote:
        """Without delivery and points."""
        return self.quote_with(None)

    def quote_with(self, delivery: Decimal | None, *, points: int = 0) -> Quote:
        return quote(
            self.items,
            self.rules,
            delivery,
            points=points,
            buyer=self.buyer,
            most_off=most_off(),
            most_by_points=most_of_an_order(),
            gifts_free=self._gifts_free,
        )

    @cached_property
    def _gifts_free(self) -> dict[int, int]:
        """The pieces of each gift that are left beside those the shopper buys."""
        bought = {entry.stock_id: entry.quantity for entry in self.entries}
        return {stock_id: gift.free - bought.get(stock_id, 0) for stock_id, gift in self.gifts_on_shelf.items()}

    @property
    def gifts(self) -> list[tuple[Gift, Entry]]:
        """The gifts the quote gives, as they look."""
        return [(gift, self.gifts_on_shelf[gift.stock_id]) for gift in self.quote.gifts]

    @property
    def shown(self) -> list[Shown]:
        """The lines with the prices that the list and the product page show."""
        quoted = {line.item.key: line for line in self.quote.lines}
        return [_shown(entry, quoted.get(entry.stock_id)) for entry in self.entries]

    @property
    def is_empty(self) -> bool:
        return not self.entries

    @property
    def to_buy(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.quantity]


def _shown(entry: Entry, line: QuotedLine | None) -> Shown:
    lowered = [share for share in line.shares if share.lane == Lane.LINE] if line else []
    off = sum((share.amount for share in lowered), ZERO)
    was = entry.was_total or (entry.total if off else None)
    return Shown(entry, entry.total - off, was, tuple(share.name for share in lowered))


def contents_of(basket: Basket | None, *, email: str = "", phone: str = "") -> Contents:
    """Everything about a basket in the active language, in at most nine queries, however many lines and offers.

    ``email`` and ``phone`` are what a guest has told so far: offers for first orders and limits for each know them.
    """
    if basket is None:
        return Contents(None)
    now = clock.now()
    lines = lines_of(basket.pk, removed_since=now - UNDO_FOR)
    has_codes = any(line.has_codes for line in lines)
    codes = codes_in_force(basket.vouchers.values("pk"), basket.owner_id) if has_codes else {}
    entries = _entries(lines)
    to_buy = [line for line in lines if not line.is_removed and entries[line.line_id].quantity]
    rules = rules_in_force(now, codes) if to_buy else []
    items = _items(to_buy, entries)
    here = {range_id for item in items for range_id in item.ranges}
    return Contents(
        basket,
        entries=[entries[line.line_id] for line in lines if not line.is_removed],
        removed=[entries[line.line_id] for line in lines if line.is_removed],
        items=items,
        rules=rules,
        codes=codes,
        coupon_is_lost=has_codes and not codes,
        buyer=buyer_of(Contact(basket.owner_id, email, phone), rules),
        gifts_on_shelf=_gifts({rule.gift_stock for rule in rules if rule.gift_stock and rule.need_range in here}),
    )


def _gifts(stock_ids: Collection[int]) -> dict[int, Entry]:
    """The gifts that offers may give, by stock id. One query where there are any."""
    lines = pieces_of(stock_ids)
    looks = _looks_of(lines)
    return {line.pk: _entry(line, None, looks[line.product_id]) for line in lines}


def _entries(lines: list[StoredLine]) -> dict[int, Entry]:
    prices, looks = prices_of(lines), _looks_of(lines)
    return {line.line_id: _entry(line, prices.get(line.pk), looks[line.product_id]) for line in lines}


def _looks_of(lines: list[StoredLine]) -> dict[int, Look]:
    return looks_of({line.product_id: line.parent_id for line in lines}) if lines else {}


def _entry(line: StoredLine, price: Price | None, look: Look) -> Entry:
    return Entry(
        id=line.line_id,
        stock_id=line.pk,
        product_id=line.product_id,
        sku=line.sku,
        title=line.title,
        options=look.options,
        url=reverse("product", kwargs={"slug": line.shown_slug, "pk": line.shown_id}),
        wanted=line.wanted,
        free=max(line.free, 0) if line.is_on_shelf else 0,
        seen_price=line.seen_price if line.seen_price is not None else ZERO,
        price=price,
        photo=look.photo,
        cost=line.cost,
        partner_id=line.partner_id,
    )


def _items(lines: list[StoredLine], entries: Mapping[int, Entry]) -> list[Item]:
    found = ((line, entries[line.line_id]) for line in lines)
    return items_of(
        [(line.product_id, line.may_be_reduced, line.pk, each.unit_price, each.quantity) for line, each in found]
    )


def items_of(pieces: Sequence[tuple[int, bool, int, Decimal, int]]) -> list[Item]:
    """Product, whether it may be reduced, stock record, price and number of pieces as the calculation wants them, with
    the ranges they are in."""
    ranges = ranges_of([product_id for product_id, may_be_reduced, *_ in pieces if may_be_reduced])
    return [
        Item(stock_id, product_id, price, quantity, ranges.get(product_id, frozenset()))
        for product_id, _, stock_id, price, quantity in pieces
    ]


def tiers_beside(piece: tuple[int, bool, int, Decimal, int]) -> list[Tier]:
    """How far a piece alone is from the next step of a promotion that everybody has; see ``items_of``. No query while
    offers are remembered."""
    rules = rules_in_force(clock.now())
    quoted = quote(items_of([piece]) if rules else (), rules, buyer=ANYBODY, most_off=most_off())
    return tiers_of(quoted.verdicts)
