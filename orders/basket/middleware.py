from collections.abc import Callable
from functools import cache

from django.http import HttpRequest, HttpResponse

from orders.basket.queries import pieces_in_basket_of
from orders.basket.shopper import shopper_of


def count_the_basket(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """``{{ request.basket_count }}`` asks the database once, and only on pages that show it. A browser that brings
    nothing along cannot have a basket."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.basket_count = cache(  # type: ignore[attr-defined]
            lambda: pieces_in_basket_of(shopper_of(request)) if request.COOKIES else 0
        )
        return get_response(request)

    return middleware
