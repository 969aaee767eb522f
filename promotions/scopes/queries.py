"""The goods of a range, as a merchant chose them and as a shopper is told."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from catalogue.models import Category
from promotions.models import Range

#: How many categories are named before the rest is counted.
NAMED = 2
INSIDE = ("included_categories", "excluded_categories", "rangeproduct_set", "excluded_products")


@dataclass(frozen=True)
class Scope:
    """By ids. With neither categories nor products it is everything; what is left out stays out however it came in."""

    categories: frozenset[int] = frozenset()
    products: frozenset[int] = frozenset()
    without_categories: frozenset[int] = frozenset()
    without_products: frozenset[int] = frozenset()

    @property
    def is_everything(self) -> bool:
        return not self.categories and not self.products


@dataclass(frozen=True)
class Said:
    """A scope in words; ``category_id`` is set where it is one category, ``product_ids`` where it is some products."""

    words: str
    category_id: int | None = None
    product_ids: tuple[int, ...] = ()


def scope_of(range_id: int) -> Scope:
    """What the range takes in and leaves out. Five queries."""
    goods = Range.objects.prefetch_related(*INSIDE).get(pk=range_id)
    return Scope(
        categories=frozenset(each.pk for each in goods.included_categories.all()),
        products=frozenset(each.product_id for each in goods.rangeproduct_set.all()),
        without_categories=frozenset(each.pk for each in goods.excluded_categories.all()),
        without_products=frozenset(each.pk for each in goods.excluded_products.all()),
    )


def said_of(range_ids: Collection[int]) -> dict[int, Said]:
    """The goods of each range in words. Five queries, however many."""
    return {each.pk: _said(each) for each in Range.objects.filter(pk__in=range_ids).prefetch_related(*INSIDE)}


def _said(goods: Range) -> Said:
    categories = list(goods.included_categories.all())
    left_out = [each.name for each in goods.excluded_categories.all()]
    if goods.includes_all_products:
        return Said(_("everything but %(names)s") % {"names": _named(left_out)} if left_out else _("everything"))
    if categories:
        return Said(_named([category.name for category in categories]), _only(categories))
    products = tuple(each.product_id for each in goods.rangeproduct_set.all())
    said = ngettext("%(count)d chosen product", "%(count)d chosen products", len(products)) % {"count": len(products)}
    return Said(said, product_ids=products)


def _named(names: list[str]) -> str:
    more = len(names) - NAMED
    if more < 1:
        return get_text_list(names, pgettext("list", "and"))
    return _("%(names)s and %(count)d more") % {"names": ", ".join(names[:NAMED]), "count": more}


def _only(categories: list[Category]) -> int | None:
    return categories[0].pk if len(categories) == 1 else None
