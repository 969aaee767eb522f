"""The categories in the head and the foot of every page."""

from dataclasses import dataclass

from catalogue.models import Category


@dataclass(frozen=True)
class Entry:
    id: int
    name: str
    url: str


def entries() -> tuple[Entry, ...]:
    """The categories of the first level, in the shopper's language. One query."""
    shown = Category.objects.filter(depth=1, is_public=True)
    return tuple(Entry(category.pk, category.name, category.get_absolute_url()) for category in shown)
