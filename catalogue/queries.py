"""What pages above ask of the catalogue as a whole."""

from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import get_language

from catalogue.models import Category, Product
from catalogue.search.queries import Card, best_sellers, cards_of, counts_by_category, new_arrivals
from kernel.memory import Memory

__all__ = [
    "Card",
    "Crumb",
    "MenuEntry",
    "best_sellers",
    "breadcrumbs_of",
    "cards_of",
    "categories_in_menu",
    "new_arrivals",
    "subcategories_of",
]


#: The same memory as the lists': a change of any product or category empties the menu too.
SHELF = Memory("shelf", seconds=60)


@dataclass(frozen=True)
class Crumb:
    name: str
    url: str


@dataclass(frozen=True)
class MenuEntry:
    """A category with something on shelf; ``count`` includes what stands in its ``children``."""

    id: int
    name: str
    url: str
    count: int
    image: str = ""
    children: list["MenuEntry"] = field(default_factory=list)


def categories_in_menu() -> list[MenuEntry]:
    """The tree of public categories; what is empty, or under something not public, is left out. Remembered."""
    return SHELF.recall(f"menu {get_language()}", _menu)


def _menu() -> list[MenuEntry]:
    counts = counts_by_category()
    browsable = list(Category.objects.browsable().order_by("path"))
    left_out = tuple(category.path for category in browsable if category.exclude_from_menu)
    categories = [each for each in browsable if counts[each.pk] and not each.path.startswith(left_out)]
    entries = {category.path: _menu_entry(category, counts[category.pk]) for category in categories}
    for path, entry in entries.items():
        if parent := entries.get(path[: -Category.steplen]):
            parent.children.append(entry)
    return [entry for path, entry in entries.items() if len(path) == Category.steplen]


def subcategories_of(category: Category) -> list[MenuEntry]:
    """The categories right under this one that have something on shelf."""
    counts = counts_by_category()
    children = Category.objects.get_children(category).browsable()
    return [_menu_entry(child, counts[child.pk]) for child in children if counts[child.pk]]


def breadcrumbs_of(shown: Product | Category) -> list[Crumb]:
    """The way from the root to this category, or to the first category of this product. At most two queries."""
    category = shown if isinstance(shown, Category) else _first_category(shown)
    return [Crumb(each.name, each.get_absolute_url()) for each in _way_to(category)] if category else []


def _first_category(product: Product) -> Category | None:
    shown = product.parent if product.is_child else product
    return shown.categories.browsable().order_by("-depth", "path").first()


def _way_to(category: Category) -> QuerySet[Category]:
    ends = range(Category.steplen, len(category.path) + 1, Category.steplen)
    return Category.objects.filter(path__in=[category.path[:end] for end in ends]).order_by("path")


def _menu_entry(category: Category, count: int) -> MenuEntry:
    image = category.image.url if category.image else ""
    return MenuEntry(category.pk, category.name, category.get_absolute_url(), count, image)
