"""A promotion before it is started: what it says, what it meets, what it does to sample baskets and to margins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import DecimalField, ExpressionWrapper, F, Q, QuerySet

from catalogue.inventory.queries import StockRecord
from catalogue.models import Product
from kernel import clock
from kernel.languages import Said, column, in_each_language, said
from kernel.money import ZERO
from promotions.calendar.queries import Schedule, next_run, overlap
from promotions.campaigns import policy
from promotions.campaigns.policy import Terms, Tier
from promotions.models import Promotion, Range
from promotions.queries import Gain, Item, Need, Verdict, most_off, ranges_of, rules_in_force

__all__ = [
    "Coming",
    "Conflict",
    "Preview",
    "Sample",
    "Thin",
    "coming",
    "conflicts_of",
    "margin_warnings",
    "namesakes_of",
    "preview",
    "terms_of",
]

#: How many SKUs a warning names.
NAMED = 20


def terms_of(promotion: Promotion) -> Terms:
    """What the promotion says. One query."""
    offers = list(
        promotion.offers.rewrite(False).select_related("condition", "benefit").order_by("condition__value", "pk")
    )
    return Terms(
        names=in_each_language(promotion, "name"),
        kind=promotion.kind,
        tiers=tuple(_tier(offer) for offer in offers),
        range_id=offers[0].condition.range_id if offers else 0,
        weekdays=tuple(promotion.weekdays),
        month_days=tuple(promotion.month_days),
        gift_stock_id=promotion.gift_id,
        **{name: getattr(promotion, name) for name in AS_KEPT},
    )


def namesakes_of(names: Said) -> QuerySet[Promotion]:
    """The promotions with one of these names in its language, whatever the case of its letters."""
    named = (Q((f"{column('name', language)}__iexact", name)) for language, name in names.items() if name)
    return Promotion.objects.filter(reduce(or_, named, Q(pk=None)))


AS_KEPT = (
    *("starts_at", "ends_at", "audience", "least_level", "combines", "priority"),
    *("most_uses", "most_uses_each", "budget", "gift_pieces"),
)


def _tier(offer) -> Tier:
    condition, benefit = offer.condition, offer.benefit
    return Tier(Need(condition.type), condition.value or ZERO, Gain(benefit.type), benefit.value or ZERO)


@dataclass(frozen=True)
class Coming:
    """A promotion with days of its own, or an end: when it runs next. ``is_on`` where that is now."""

    name: str
    begins: datetime
    ends: datetime | None
    is_on: bool

    @property
    def last_moment(self) -> datetime | None:
        """What ends at midnight is good for the day before."""
        return self.ends - timedelta(seconds=1) if self.ends else None


def coming(most: int) -> list[Coming]:
    """What shoppers may look forward to or should not miss: what runs first, first. One query."""
    now = clock.now()
    running = Promotion.objects.filter(status=Promotion.Status.RUNNING).exclude(Q(ends_at__lte=now))
    timed = running.exclude(Q(ends_at=None, weekdays=[], month_days=[])).order_by("pk")
    found = [each for promotion in timed if (each := _coming(promotion, now))]
    return sorted(found, key=lambda each: (not each.is_on, each.ends if each.is_on else each.begins))[:most]


def _coming(promotion: Promotion, now: datetime) -> Coming | None:
    days = frozenset(promotion.weekdays), frozenset(promotion.month_days)
    run = None if promotion.is_used_up else next_run(Schedule(promotion.starts_at, promotion.ends_at, *days), now)
    return Coming(promotion.name, run[0], run[1], run[0] <= now) if run else None


@dataclass(frozen=True)
class Conflict:
    """Another promotion that some of the same goods, on some of the same days, cannot have together with this one."""

    promotion: Promotion
    same_goods: bool


def conflicts_of(terms: Terms, promotion: Promotion | None = None) -> list[Conflict]:
    """Those of the same lane that run meanwhile, where one of the two does not combine: the better for the shopper
    counts. Gifts and cheaper delivery are in nobody's way. One query, and one for each that might be met."""
    if terms.kind in (Promotion.Kind.GIFT, Promotion.Kind.DELIVERY):
        return []
    others = Promotion.objects.filter(status=Promotion.Status.RUNNING, lane=terms.lane)
    others = others.exclude(pk=promotion.pk if promotion else 0).exclude(kind__in=["gift", "delivery"])
    now = clock.now()
    met = []
    for other in others.prefetch_related("offers__condition"):
        theirs = terms_of(other)
        if terms.combines and other.combines:
            continue
        if overlap(terms.schedule, theirs.schedule, now) and _share_goods(terms.range_id, theirs.range_id):
            met.append(Conflict(other, same_goods=terms.range_id == theirs.range_id))
    return met


def _share_goods(one: int, other: int) -> bool:
    if one == other:
        return True
    return _products_in(one).filter(pk__in=_products_in(other).values("pk")).exists()


def _products_in(range_id: int) -> QuerySet[Product]:
    goods = Range.objects.filter(pk=range_id).first()
    return goods.all_products() if goods else Product.objects.none()


@dataclass(frozen=True)
class Thin:
    """A SKU that would be sold for less than it cost. ``lowest`` is its price after the promotion at its deepest."""

    sku: str
    title: str
    price: Decimal
    lowest: Decimal
    cost: Decimal


def margin_warnings(terms: Terms) -> tuple[list[Thin], int]:
    """The SKUs in its goods whose margin it can turn negative, worst first: twenty of them, and how many there are."""
    part, each = policy.deepest_part(terms), policy.amount_each(terms)
    money = DecimalField(max_digits=14, decimal_places=4)
    goods = _products_in(terms.range_id).values("pk")
    thin = (
        StockRecord.objects.filter(Q(product__in=goods) | Q(product__parent__in=goods), product__is_public=True)
        .annotate(lowest=ExpressionWrapper(F("price") * (1 - part) - each, output_field=money))
        .filter(cost_price__isnull=False, lowest__lt=F("cost_price"))
        .order_by(F("lowest") - F("cost_price"), "pk")
    )
    named = thin.select_related("product__parent")[:NAMED]
    return [_thin(stock) for stock in named], thin.count()


def _thin(stock: StockRecord) -> Thin:
    return Thin(
        stock.partner_sku, stock.product.get_title(), stock.price, max(stock.lowest, ZERO), stock.cost_price or ZERO
    )


@dataclass(frozen=True)
class Sample:
    """A line of a sample basket."""

    title: str
    pieces: int
    price: Decimal


@dataclass(frozen=True)
class Preview:
    """A sample basket with this promotion running among the others: what each rule does, and what is to pay.

    ``own`` is what became of the promotion itself, or of its nearest tier.
    """

    lines: list[Sample]
    goods: Decimal
    total: Decimal
    verdicts: list[Verdict]
    own: Verdict | None


def preview(terms: Terms, promotion: Promotion | None = None) -> list[Preview]:
    """Three baskets: one piece of what costs little; as much as the first tier asks, or two pieces where it asks for
    one; as much as the last one asks."""
    stocks = _samples_of(terms.range_id)
    if not stocks:
        return []
    mine = policy.rules_of(terms, said(terms.names))
    others = [rule for rule in rules_in_force(clock.now()) if promotion is None or rule.promotion_id != promotion.pk]
    within = ranges_of([stock.product_id for stock in stocks])
    baskets = [{stocks[0].pk: 1}, *_reaching(stocks, terms.tiers)]
    by_id = {stock.pk: stock for stock in stocks}
    return [
        _preview({by_id[pk]: count for pk, count in basket.items()}, [*others, *mine], within) for basket in baskets
    ]


def _reaching(stocks: list[StockRecord], tiers: Sequence[Tier]) -> list[dict[int, int]]:
    """Two baskets that reach the first tier and the last; of what has none, two pieces."""
    if not tiers:
        return [{stocks[0].pk: 2}, {stocks[-1].pk: 2}]
    first, last = tiers[0], tiers[-1]
    return [
        _enough(stocks, first, spare=int(first.need_value <= 1)),
        _enough(list(reversed(stocks)), last, spare=1),
    ]


def _samples_of(range_id: int) -> list[StockRecord]:
    """The cheapest, one in the middle and the dearest of the goods that can be had."""
    goods = _products_in(range_id).values("pk")
    there = StockRecord.objects.filter(Q(product__in=goods) | Q(product__parent__in=goods), price__gt=0)
    there = there.filter(product__is_public=True).select_related("product__parent").order_by("price", "pk")
    count = there.count()
    places = sorted({0, count // 2, count - 1}) if count else []
    return [there[place] for place in places]


def _enough(stocks: list[StockRecord], tier: Tier, spare: int = 0) -> dict[int, int]:
    """Pieces in turn, until the tier is reached; never more than a shopper may buy of one."""
    pieces = dict.fromkeys((stock.pk for stock in stocks), 0)
    for turn in range(99 * len(stocks)):
        if _measured(stocks, pieces, tier) >= tier.need_value and sum(pieces.values()) > spare:
            break
        pieces[stocks[turn % len(stocks)].pk] += 1
    return {pk: count for pk, count in pieces.items() if count}


def _measured(stocks: Iterable[StockRecord], pieces: dict[int, int], tier: Tier) -> Decimal:
    match tier.need:
        case Need.WORTH:
            return sum((stock.price * pieces[stock.pk] for stock in stocks), ZERO)
        case Need.PIECES:
            return Decimal(sum(pieces.values()))
        case _:
            return Decimal(sum(1 for count in pieces.values() if count))


def _preview(basket: dict[StockRecord, int], rules, within) -> Preview:
    items = [
        Item(stock.pk, stock.product_id, stock.price, count, within.get(stock.product_id, frozenset()))
        for stock, count in basket.items()
    ]
    verdicts = policy.apply_rules(items, rules, most_off=most_off())
    goods = sum((item.unit_price * item.quantity for item in items), ZERO)
    own = [verdict for verdict in verdicts if verdict.rule.id < 0]
    return Preview(
        lines=[Sample(stock.product.get_title(), count, stock.price) for stock, count in basket.items()],
        goods=goods,
        total=goods - sum((verdict.amount for verdict in verdicts), ZERO),
        verdicts=verdicts,
        own=min(own, key=lambda verdict: (not verdict.is_applied, verdict.missing), default=None),
    )
