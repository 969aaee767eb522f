"""The whole shelf, in order and in numbers."""

from collections import Counter
from collections.abc import Collection
from decimal import Decimal

from django.db.models import Count, F, Func, IntegerField, Max, OuterRef, Subquery

from catalogue.models import Category
from catalogue.photos.queries import Photo
from catalogue.search import policy
from catalogue.search.matching import SHELF
from catalogue.search.models import ShelfEntry
from catalogue.search.queries.cards import Card, cards_from, photo_shown
from catalogue.search.wording import beginning_with
from catalogue.search.words import words_sought
from kernel.languages import said
from kernel.money import ZERO


def new_arrivals(number: int) -> list[Card]:
    """The products that came on shelf last. One query."""
    return _first(number, "newest")


def best_sellers(number: int) -> list[Card]:
    """The products on shelf of which most pieces were sold. One query."""
    return _first(number, "sales")


def photos_by_category(category_ids: Collection[int]) -> dict[int, Photo]:
    """For each category that has one, the photograph of its best seller. One query."""
    sold = ShelfEntry.objects.filter(
        categories__contains=[OuterRef("pk")], label__shown__photo__widths__0__isnull=False
    )
    best = sold.order_by("-sold_count", "-pk").values("label__shown__photo")[:1]
    rows = Category.objects.filter(pk__in=category_ids).values_list("pk", Subquery(best))
    return {category_id: photo for category_id, shown in rows if (photo := photo_shown(shown))}


def counts_by_category() -> Counter[int]:
    """How many products on shelf stand in each category or under it, by category id. At most one query."""
    return SHELF.recall("counts by category", _count_by_category)


def highest_price() -> Decimal:
    """Of all products on shelf, before offers. At most one query."""
    highest = SHELF.recall("highest price", lambda: ShelfEntry.objects.aggregate(found=Max("price"))["found"])
    return highest or ZERO


def suggestions(typed: str, number: int = 8) -> list[str]:
    """Titles of products that have all the words typed so far, the last perhaps unfinished; what sells most first."""
    words = words_sought(policy.clean(typed))
    if not words:
        return []
    entries = ShelfEntry.objects.filter(label__document=beginning_with(words)).order_by("-sold_count", "-pk")
    return list(
        dict.fromkeys(said(shown["title"]) for shown in entries.values_list("label__shown", flat=True)[:number])
    )


def _first(number: int, sort: str) -> list[Card]:
    return cards_from(ShelfEntry.objects.select_related("label").order_by(*policy.SORTS[sort])[:number])


def _count_by_category() -> Counter[int]:
    each = Func(F("categories"), function="unnest", output_field=IntegerField(), set_returning=True)
    rows = ShelfEntry.objects.annotate(category=each).values("category").annotate(count=Count("pk")).order_by()
    return Counter(dict(rows.values_list("category", "count")))
