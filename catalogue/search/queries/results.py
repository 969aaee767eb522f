"""Lists of products: a category's, a search's, with filters, counts, order and pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import get_language

from catalogue.attributes.queries import Label, labels_of
from catalogue.models import Category, Tag
from catalogue.search import policy
from catalogue.search.matching import SHELF, Matches, matches_of
from catalogue.search.policy import NoSuchPage, Wish
from catalogue.search.queries.cards import Card, cards_of

__all__ = ["Facet", "FacetValue", "NoSuchPage", "Results", "found"]

MOST_FACET_VALUES = 30
NO_FILTERS: Mapping[str, Iterable[str]] = {}


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """An attribute to filter by: ``code`` is the parameter in the address, each value may be given several times."""

    code: str
    name: str
    values: list[FacetValue]


@dataclass(frozen=True)
class Results:
    """One page of what was found.

    ``count`` is of all pages; ``lowest`` and ``highest`` price are of what was found. ``words`` and ``sort`` are as
    understood, not as sent. ``suggestion`` is what the words were taken to mean, and what the cards answer, where
    nothing had the words as typed; else "".
    """

    cards: list[Card]
    count: int
    page: int
    pages: int
    facets: list[Facet] = field(default_factory=list)
    suggestion: str = ""
    words: str = ""
    sort: str = ""
    lowest: Decimal | None = None
    highest: Decimal | None = None
    in_stock: int = 0
    reduced: int = 0


def found(
    *,
    words: str = "",
    category: Category | None = None,
    tag: Tag | None = None,
    filters: Mapping[str, Iterable[str]] = NO_FILTERS,
    sort: str = "",
    page: int | str = 1,
) -> Results:
    """One page of the products that answer; everything may come straight from an address.

    ``filters`` are attribute codes with the values wanted (any of them), and ``price_from``, ``price_to``,
    ``in_stock``, ``reduced``, ``rating``. Raises NoSuchPage for a page that is not there.
    """
    number = policy.page_number(page)
    wish = policy.wish(words, category.pk if category else None, tag.pk if tag else None, filters, sort)
    matches = matches_of(wish)
    pages = policy.pages_of(matches.count)
    if number > pages:
        raise NoSuchPage(pages)
    return Results(
        cards=cards_of(policy.slice_of(matches.ids, number)),
        count=matches.count,
        page=number,
        pages=pages,
        facets=_facets(matches, wish),
        suggestion=matches.meant,
        words=wish.words,
        sort=wish.sort,
        lowest=matches.lowest,
        highest=matches.highest,
        in_stock=matches.in_stock,
        reduced=matches.reduced,
    )


def _facets(matches: Matches, wish: Wish) -> list[Facet]:
    labels = SHELF.recall(f"labels {get_language()} {sorted(matches.counts)}", lambda: labels_of(matches.counts))
    facets = [
        Facet(code, labels[code].name, _values(labels[code], matches.counts[code], wish.facets.get(code, ())))
        for code in matches.counts
        if code in labels
    ]
    return [facet for facet in facets if _narrows(facet) or facet.code in wish.facets]


def _narrows(facet: Facet) -> bool:
    """A facet of which each value names one product is a list of names, not a choice."""
    return len(facet.values) > 1 and any(value.count > 1 for value in facet.values)


def _values(label: Label, counts: Mapping[str, int], chosen: Iterable[str]) -> list[FacetValue]:
    most = sorted(counts, key=lambda value: (value not in chosen, -counts[value], value))[:MOST_FACET_VALUES]
    return [FacetValue(value, label.of(value), counts[value], value in chosen) for value in most]
