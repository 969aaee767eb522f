"""The shopper's pages of this room."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from orders.fulfilment.queries import parcel_of_token


@require_safe
def parcel(request: HttpRequest, token: str) -> HttpResponse:
    """Anybody with the link may see where the parcel is, and learns nothing about whose it is."""
    track = parcel_of_token(token)
    if track is None:
        raise Http404
    return render(request, "orders/fulfilment/track.html", {"parcel": track})
