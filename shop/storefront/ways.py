"""The way from home to a page, and the addresses on it."""

from collections.abc import Collection

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue import queries as catalogue
from catalogue.models import Category, Tag
from shop.storefront import menu

#: Name and address of each step; the address of a page that is itself the end is "".
Way = list[tuple[str, str]]


def way_to_category(tree: Collection[menu.Entry], category: Category) -> Way:
    """From home to the category, which is the end. A category that is not in the menu costs a query."""
    steps = menu.path_to(tree, {category.pk}) or catalogue.breadcrumbs_of(category)
    *before, here = [(step.name, step.url) for step in steps]
    return [_home(), *before, (here[0], "")]


def way_to_tag(tag: Tag) -> Way:
    """From home straight to the tag: it stands beside the categories."""
    return [_home(), (tag.name, "")]


def way_to_product(tree: Collection[menu.Entry], categories: Collection[int], title: str) -> Way:
    """From home through the deepest of its categories to the product, which is the end."""
    return [_home(), *((step.name, step.url) for step in menu.path_to(tree, categories)), (title, "")]


def _home() -> tuple[str, str]:
    return _("Home"), reverse("home")


def with_query(address: str, request: HttpRequest) -> str:
    """Another address with the query of this one."""
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address
