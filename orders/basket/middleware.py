from collections.abc import Callable
from functools import cache

from django.http import HttpRequest, HttpResponse

from orders.basket.queries import pieces_in_basket_of
from orders.basket.shopper import shopper_of


def count_the_basket(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """``{{ request.basket_count }}`` asks the database once, and only on pages that show it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.basket_count = cache(lambda: pieces_in_basket_of(shopper_of(request)))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
