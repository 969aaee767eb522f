"""Which page means what. The rooms below do not know that anyone watches; this table is all there is to it."""

from analytics.capture.models import Event

K = Event.Kind

#: (method, route) -> what a successful answer means beside a page seen.
MEANINGS = {
    ("GET", "product"): K.PRODUCT_VIEW,
    ("GET", "search"): K.SEARCH,
    ("GET", "basket:summary"): K.BASKET_VIEW,
    ("POST", "basket:lines"): K.ADD_TO_BASKET,
    ("GET", "checkout:address"): K.CHECKOUT_STEP,
    ("GET", "checkout:delivery"): K.CHECKOUT_STEP,
    ("GET", "checkout:review"): K.CHECKOUT_STEP,
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
