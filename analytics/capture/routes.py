"""Which page means what. The rooms below do not know that anyone watches; this table is all there is to it."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import resolve
from django.utils import translation

from analytics.capture.models import Event

K = Event.Kind

#: (method, route) -> what a successful answer means beside a page seen.
MEANINGS = {
    ("GET", "product"): K.PRODUCT_VIEW,
    ("GET", "search"): K.SEARCH,
    ("GET", "basket:summary"): K.BASKET_VIEW,
    ("POST", "basket:lines"): K.ADD_TO_BASKET,
    ("GET", "checkout:start"): K.CHECKOUT_STEP,
}

#: Routes about one thing, and the column that names it.
SUBJECTS = {"product": "product_id", "category": "category_id"}

#: Pages of the people who run the shop.
BEHIND_THE_COUNTER = {"office", "operations", "styleguide"}


def kinds_of(method: str, route: str, status: int, *, is_page: bool) -> list[str]:
    """The events that an answer makes: a page seen, what that page means, or what was done."""
    if route.split(":")[0] in BEHIND_THE_COUNTER or not 200 <= status < 400:
        return []
    seen = method == "GET" and status == 200 and is_page
    meaning = MEANINGS.get((method, route)) if seen or method == "POST" else None
    return [K.PAGE_VIEW.value] * seen + ([meaning.value] if meaning else [])


def page_at(address: str) -> dict[str, Any]:
    """The route that an address of ours leads to, and its subject; the address itself is not kept.

    Raises Resolver404 where it leads nowhere.
    """
    path = urlsplit(address).path
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        match = resolve(path)
    return {"page": match.view_name, **subject_of(match.view_name, match.kwargs)}


def subject_of(route: str, arguments: dict[str, Any]) -> dict[str, int]:
    column = SUBJECTS.get(route)
    return {column: arguments["pk"]} if column else {}
