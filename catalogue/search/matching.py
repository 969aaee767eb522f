"""From a wish to the products that answer it, in order, and what the filters would leave of them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Count, F, Func, Max, Min, Q, QuerySet, TextField, Value

from catalogue.search import policy
from catalogue.search.models import ShelfEntry
from catalogue.search.policy import Wish
from catalogue.search.wording import all_of, any_of, apart, corrected
from catalogue.search.words import words_sought
from kernel.memory import Memory

#: Which products answer may be a minute old unless a merchant changed one; what a card says of them is always new.
SHELF = Memory("shelf", seconds=60)

#: What a list strikes a price on: it cost more before, or costs less than it is marked with.
REDUCED = Q(price_was__isnull=False) | Q(shown_price__lt=F("price"))


@dataclass(frozen=True)
class Matches:
    """``ids`` in order, as deep as pages can be turned; ``counts`` of each attribute value by code and value.

    ``meant`` are the words that were understood in place of those typed, "" where those were found as typed.
    """

    ids: list[int]
    count: int
    in_stock: int
    reduced: int
    lowest: Decimal | None
    highest: Decimal | None
    counts: Mapping[str, Mapping[str, int]]
    meant: str = ""


NOTHING = Matches(ids=[], count=0, in_stock=0, reduced=0, lowest=None, highest=None, counts={})


def matches_of(wish: Wish) -> Matches:
    """What has all the words; or else all the words that may have been meant; or else any of them.

    No query while the answer is remembered, else three however many products and filters.
    """
    return SHELF.recall(repr(wish), lambda: _answer(wish))


def _answer(wish: Wish) -> Matches:
    if not wish.words:
        return _matches(wish, ShelfEntry.objects.all())
    typed = words_sought(wish.words)
    if not typed:
        return NOTHING
    found = _worded(wish, all_of(typed))
    return found if found.count else _nearest(wish, typed) or found


def _nearest(wish: Wish, typed: list[str]) -> Matches | None:
    """First unknown Chinese words by their characters (红裙 is 红 and 裙), then what was mistyped, then any word."""
    meant = corrected(typed)
    said = " ".join(meant) if meant != typed else ""
    for query, understood in ((all_of(apart(typed)), ""), (all_of(meant), said), (any_of(meant), said)):
        found = _worded(wish, query)
        if found.count:
            return replace(found, meant=understood)
    return None


def _worded(wish: Wish, query: SearchQuery) -> Matches:
    return _matches(
        wish, ShelfEntry.objects.filter(label__document=query).annotate(rank=SearchRank(F("label__document"), query))
    )


def _matches(wish: Wish, sought: QuerySet[ShelfEntry]) -> Matches:
    if wish.category:
        sought = sought.filter(categories__contains=[wish.category])
    if wish.tag:
        sought = sought.filter(tags__contains=[wish.tag])
    entries = _narrowed(sought, wish)
    ids = entries.order_by(*policy.SORTS[wish.sort]).values_list("pk", flat=True)
    totals = entries.aggregate(
        count=Count("pk"),
        in_stock=Count("pk", filter=Q(in_stock=True)),
        reduced=Count("pk", filter=REDUCED),
        lowest=Min("shown_price"),
        highest=Max("shown_price"),
    )
    return Matches(ids=list(ids[: policy.PER_PAGE * policy.DEEPEST_PAGE]), counts=_counts(sought, wish), **totals)


def _narrowed(entries: QuerySet[ShelfEntry], wish: Wish, but: str = "") -> QuerySet[ShelfEntry]:
    """What all filters leave, or all filters but one: choosing red must not hide how many there are in blue."""
    for code, values in wish.facets.items():
        if code != but:
            entries = entries.filter(facets__overlap=[f"{code}:{value}" for value in values])
    return entries.filter(_plain_filters(wish))


def _plain_filters(wish: Wish) -> Q:
    asked = {
        "shown_price__gte": wish.price_from,
        "shown_price__lte": wish.price_to,
        "rating__gte": wish.rating,
        "in_stock": wish.in_stock or None,
    }
    narrowed = REDUCED if wish.reduced else Q()
    return narrowed & Q(**{lookup: value for lookup, value in asked.items() if value is not None})


def _counts(sought: QuerySet[ShelfEntry], wish: Wish) -> dict[str, dict[str, int]]:
    """How many products each attribute value has, in one query: a part for each chosen attribute, one for the rest."""
    parts = [_tally(_narrowed(sought, wish, but=code), code) for code in wish.facets]
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for part, facet, count in _tally(_narrowed(sought, wish)).union(*parts, all=True):
        code, _, value = facet.partition(":")
        if part == code or (not part and code not in wish.facets):
            counts[code][value] = count
    return dict(counts)


def _tally(entries: QuerySet[ShelfEntry], part: str = "") -> QuerySet:
    facet = Func(F("facets"), function="unnest", output_field=TextField(), set_returning=True)
    tally = entries.order_by().annotate(part=Value(part), facet=facet).values("part", "facet")
    return tally.annotate(count=Count("pk")).values_list("part", "facet", "count")
