"""A list of products as a page shows it: what was found, what is chosen, and the addresses that change it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import Category, Tag
from catalogue.search.queries import Facet, Results, found
from kernel.templatetags.shop_money import money
from shop.storefront.offers import with_offers

#: What arranges a list and is not a filter.
ARRANGING = ("q", "sort", "page")

SORTS: Mapping[str, str | Promise] = {
    "relevance": gettext_lazy("Best match"),
    "sales": gettext_lazy("Often bought"),
    "newest": gettext_lazy("New in"),
    "price": gettext_lazy("Price, low to high"),
    "-price": gettext_lazy("Price, high to low"),
    "rating": gettext_lazy("Rating"),
}
RATINGS = ("4.5", "4.0")


@dataclass(frozen=True)
class Chip:
    """A filter that is chosen, and the address without it."""

    label: str
    url: str
    removes: bool = True
    count: int | None = None


@dataclass(frozen=True)
class Sort:
    key: str
    label: str | Promise
    url: str
    is_chosen: bool


class Listing:
    """One page of a category, a tag or a search. Raises NoSuchPage past the end."""

    def __init__(self, request: HttpRequest, category: Category | None = None, tag: Tag | None = None) -> None:
        self.asked = request.GET
        self.path = request.path
        results: Results = found(
            words=self.asked.get("q", ""),
            category=category,
            tag=tag,
            filters={name: values for name, values in self.asked.lists() if name not in ARRANGING},
            sort=self.asked.get("sort", ""),
            page=self.asked.get("page", 1),
        )
        self.results = replace(results, cards=with_offers(results.cards))

    @property
    def ratings(self) -> list[tuple[str, bool]]:
        return [(rating, self.asked.get("rating") == rating) for rating in RATINGS]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen)

    @cached_property
    def chosen(self) -> list[Chip]:
        return [*self._chosen_values(), *self._chosen_offers(), *self._chosen_amounts()]

    @property
    def sorts(self) -> list[Sort]:
        """The orders there are; by likeness to the words only where words were sought."""
        offered = [key for key in SORTS if key != "relevance" or self.results.words]
        return [Sort(key, SORTS[key], self._address(sort=key), key == self.results.sort) for key in offered]

    @property
    def all_url(self) -> str:
        """The same list with no filter."""
        kept = QueryDict(mutable=True)
        for name in ("q", "sort"):
            if name in self.asked:
                kept[name] = self.asked[name]
        return self._with_query(kept)

    def _chosen_values(self) -> Iterator[Chip]:
        for facet in self.results.facets:
            for value in facet.values:
                if value.chosen:
                    yield Chip(value.label, self._without(facet.code, value.value))

    def _chosen_offers(self) -> Iterator[Chip]:
        for name, label in (("reduced", _("Reduced")), ("in_stock", _("In stock"))):
            if name in self.asked:
                yield Chip(label, self._without(name))

    def _chosen_amounts(self) -> Iterator[Chip]:
        said = {"rating": _("%s stars and up"), "price_from": _("from %s"), "price_to": _("up to %s")}
        for name, words in said.items():
            amount = self.asked.get(name, "")
            if amount:
                shown = amount if name == "rating" or not amount.isdecimal() else money(int(amount))
                yield Chip(words % shown, self._without(name))

    def _without(self, name: str, value: str | None = None) -> str:
        """This list with one filter, or one value of it, fewer; from its first page."""
        kept = self.asked.copy()
        kept.pop("page", None)
        left = [other for other in kept.pop(name) if value is not None and other != value]
        if left:
            kept.setlist(name, left)
        return self._with_query(kept)

    def _address(self, **changes: str) -> str:
        changed = self.asked.copy()
        changed.pop("page", None)
        for name, value in changes.items():
            changed[name] = value
        return self._with_query(changed)

    def _with_query(self, query: QueryDict) -> str:
        return f"{self.path}?{query.urlencode()}" if query else self.path


__all__ = ["Facet", "Listing"]
