"""From a wish to the products that answer it, in order, and what the filters would leave of them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.search import SearchRank
from django.db.models import Count, F, Func, Max, Min, Q, QuerySet, TextField, Value

from catalogue.search import policy
from catalogue.search.models import ShelfEntry
from catalogue.search.policy import Wish
from catalogue.search.wording import query_for


@dataclass(frozen=True)
class Matches:
    """``ids`` in order, as deep as pages can be turned; ``counts`` of each attribute value by code and value."""

    ids: list[int]
    count: int
    in_stock: int
    reduced: int
    lowest: Decimal | None
    highest: Decimal | None
    counts: Mapping[str, Mapping[str, int]]


def matches_of(wish: Wish) -> Matches:
    """Three queries, however many products and filters."""
    entries = _narrowed(_sought(wish), wish)
    ids = _ordered(entries, wish).values_list("pk", flat=True)[: policy.PER_PAGE * policy.DEEPEST_PAGE]
    totals = entries.aggregate(
        count=Count("pk"),
        in_stock=Count("pk", filter=Q(in_stock=True)),
        reduced=Count("pk", filter=Q(price_was__isnull=False)),
        lowest=Min("price"),
        highest=Max("price"),
    )
    return Matches(ids=list(ids), counts=_counts(wish), **totals)


def _sought(wish: Wish) -> QuerySet[ShelfEntry]:
    entries = ShelfEntry.objects.all()
    if wish.category:
        entries = entries.filter(categories__contains=[wish.category])
    if wish.words:
        entries = entries.filter(document=query_for(wish.words))
    return entries


def _narrowed(entries: QuerySet[ShelfEntry], wish: Wish, but: str = "") -> QuerySet[ShelfEntry]:
    """What all filters leave, or all filters but one: choosing red must not hide how many there are in blue."""
    for code, values in wish.facets.items():
        if code != but:
            entries = entries.filter(facets__overlap=[f"{code}:{value}" for value in values])
    return entries.filter(_plain_filters(wish))


def _plain_filters(wish: Wish) -> Q:
    asked = {
        "price__gte": wish.price_from,
        "price__lte": wish.price_to,
        "rating__gte": wish.rating,
        "in_stock": wish.in_stock or None,
        "price_was__isnull": False if wish.reduced else None,
    }
    return Q(**{lookup: value for lookup, value in asked.items() if value is not None})


def _ordered(entries: QuerySet[ShelfEntry], wish: Wish) -> QuerySet[ShelfEntry]:
    if wish.sort != policy.RELEVANCE:
        return entries.order_by(*policy.SORTS[wish.sort])
    rank = SearchRank(F("document"), query_for(wish.words))
    return entries.order_by(rank.desc(), "-sold_count", "-pk")


def _counts(wish: Wish) -> dict[str, dict[str, int]]:
    """How many products each attribute value has, in one query: a part for each chosen attribute, one for the rest."""
    sought = _sought(wish)
    parts = [_tally(_narrowed(sought, wish, but=code), code) for code in wish.facets]
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for part, facet, count in _tally(_narrowed(sought, wish)).union(*parts, all=True):
        code, _, value = facet.partition(":")
        if part == code or code not in wish.facets:
            counts[code][value] = count
    return dict(counts)


def _tally(entries: QuerySet[ShelfEntry], part: str = "") -> QuerySet:
    facet = Func(F("facets"), function="unnest", output_field=TextField(), set_returning=True)
    tally = entries.annotate(part=Value(part), facet=facet).values("part", "facet").annotate(count=Count("pk"))
    return tally.values_list("part", "facet", "count").order_by()
