"""What is in a basket, what of it can be had now, and what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from catalogue.photos.queries import Photo
from catalogue.pricing.queries import Price, prices_of
from catalogue.skus.queries import Look, looks_of
from kernel import clock
from kernel.money import ZERO
from orders.basket.models import Basket, Line
from orders.basket.policy import MOST_OF_ONE, Discount, Quote, QuotedLine, needs_consent, quote
from orders.basket.shopper import Shopper, shopper_of
from orders.basket.words import Row, paid_with_points, sums_of
from promotions.coupons.queries import codes_in_force
from promotions.queries import Item, ranges_of, rules_in_force

__all__ = [
    "MOST_OF_ONE",
    "Basket",
    "Contents",
    "Discount",
    "Entry",
    "Quote",
    "QuotedLine",
    "Row",
    "Shopper",
    "contents_of",
    "needs_consent",
    "open_basket_of",
    "paid_with_points",
    "pieces_in_basket_of",
    "shopper_of",
    "sums_of",
    "with_codes",
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
class Contents:
    """A basket read whole. ``quote`` leaves out what cannot be had; ``removed`` can still be taken back."""

    basket: Basket | None
    entries: list[Entry] = field(default_factory=list)
    removed: list[Entry] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    rules: list = field(default_factory=list)
    codes: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def quote(self) -> Quote:
        """Without delivery."""
        return self.quote_with(None)

    def quote_with(self, delivery: Decimal | None, *, points: int = 0) -> Quote:
        return quote(self.items, self.rules, delivery, points=points)

    @property
    def is_empty(self) -> bool:
        return not self.entries

    @property
    def to_buy(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.quantity]


def open_basket_of(shopper: Shopper, *along: str) -> Basket | None:
    """The shopper's one open basket, if there is one, with what hangs on it by these names; one query."""
    return with_codes(Basket.objects.filter(shopper.owns(), status=Basket.OPEN)).select_related(*along).first()


def with_codes(baskets: QuerySet[Basket]) -> QuerySet[Basket]:
    """Each basket knows whether it carries a coupon code, so that those without one need not ask."""
    return baskets.annotate(has_codes=Exists(Basket.vouchers.through.objects.filter(basket_id=OuterRef("pk"))))


def pieces_in_basket_of(shopper: Shopper) -> int:
    """How many pieces lie in the shopper's basket. One query."""
    lines = Line.objects.filter(shopper.owns("basket__"), basket__status=Basket.OPEN, removed_at=None)
    return lines.aggregate(pieces=Sum("quantity"))["pieces"] or 0


def contents_of(basket: Basket | None) -> Contents:
    """Everything about a basket in the active language, in at most nine queries, however many lines and offers."""
    if basket is None:
        return Contents(None)
    now = clock.now()
    codes = _codes_of(basket)
    lines = _lines_of(basket, now)
    entries = _entries(lines)
    to_buy = [line for line in lines if line.removed_at is None and entries[line.pk].quantity]
    rules = rules_in_force(now, codes) if to_buy else []
    return Contents(
        basket,
        entries=[entries[line.pk] for line in lines if line.removed_at is None],
        removed=[entries[line.pk] for line in lines if line.removed_at],
        items=_items(to_buy, entries, {id_ for rule in rules for id_ in (rule.need_range, rule.gain_range)}),
        rules=rules,
        codes=codes,
    )


def _codes_of(basket: Basket) -> dict[int, str]:
    if not getattr(basket, "has_codes", True):
        return {}
    return codes_in_force(basket.vouchers.values("pk"), basket.owner_id)


def _lines_of(basket: Basket, now: datetime) -> list[Line]:
    there = Q(removed_at=None) | Q(removed_at__gte=now - UNDO_FOR)
    found = basket.lines.filter(there).select_related("stockrecord", "product__parent")
    return list(found.order_by("date_created", "pk"))


def _entries(lines: list[Line]) -> dict[int, Entry]:
    prices = prices_of([line.stockrecord for line in lines])
    looks = looks_of([line.product for line in lines])
    return {line.pk: _entry(line, prices.get(line.stockrecord_id), looks[line.product_id]) for line in lines}


def _entry(line: Line, price: Price | None, look: Look) -> Entry:
    product, stock = line.product, line.stockrecord
    shown = product.parent if product.is_child else product
    on_shelf = product.is_public and shown.is_public
    return Entry(
        id=line.pk,
        stock_id=stock.pk,
        product_id=product.pk,
        sku=stock.partner_sku,
        title=product.title or shown.title,
        options=look.options,
        url=shown.get_absolute_url(),
        wanted=line.quantity,
        free=max(stock.free, 0) if on_shelf else 0,
        seen_price=line.price_incl_tax if line.price_incl_tax is not None else ZERO,
        price=price,
        photo=look.photo,
        cost=stock.cost_price,
        partner_id=stock.partner_id,
    )


def _items(lines: list[Line], entries: Mapping[int, Entry], range_ids: set[int]) -> list[Item]:
    reducible = [line.product for line in lines if _may_be_reduced(line.product)]
    ranges = ranges_of(reducible, range_ids)
    return [
        Item(
            key=line.stockrecord_id,
            product_id=line.product_id,
            unit_price=entries[line.pk].unit_price,
            quantity=entries[line.pk].quantity,
            ranges=ranges.get(line.product_id, frozenset()),
        )
        for line in lines
    ]


def _may_be_reduced(product) -> bool:
    return product.parent.is_discountable if product.is_child else product.is_discountable
