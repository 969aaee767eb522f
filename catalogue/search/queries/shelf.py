"""The whole shelf, in order and in numbers."""

from collections import Counter

from django.db.models import Count, F, Func, IntegerField

from catalogue.search.models import ShelfEntry
from catalogue.search.queries.cards import Card, cards_of


def new_arrivals(number: int) -> list[Card]:
    """The products that came on shelf last. Two queries."""
    return cards_of(list(ShelfEntry.objects.order_by("-published_at", "-pk").values_list("pk", flat=True)[:number]))


def best_sellers(number: int) -> list[Card]:
    """The products on shelf of which most pieces were sold. Two queries."""
    return cards_of(list(ShelfEntry.objects.order_by("-sold_count", "-pk").values_list("pk", flat=True)[:number]))


def counts_by_category() -> Counter[int]:
    """How many products on shelf stand in each category or under it, by category id. One query."""
    each = Func(F("categories"), function="unnest", output_field=IntegerField(), set_returning=True)
    rows = ShelfEntry.objects.annotate(category=each).values("category").annotate(count=Count("pk")).order_by()
    return Counter(dict(rows.values_list("category", "count")))
