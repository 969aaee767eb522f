from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from orders.basket.queries import pieces_in_basket_of
from orders.basket.shopper import shopper_of


def count_the_basket(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """``request.basket_count``: asked of the database once, and only on pages that show it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.basket_count = SimpleLazyObject(lambda: pieces_in_basket_of(shopper_of(request)))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
