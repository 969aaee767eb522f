"""What a page tells about itself when it is left: how long, how far, which cards, which clicks."""

import json

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from analytics.capture import middleware, policy, routes, stream

LARGEST = 8 * 1024
MOST_A_MINUTE = 60


# sendBeacon cannot carry a token. Nothing but a count depends on it, and only our own pages may send.
@csrf_exempt
@require_POST
def take_beacon(request: HttpRequest) -> HttpResponse:
    """204 when taken or politely ignored; 400, 403, 413, 429 for what our pages do not send."""
    if not _is_from_our_page(request):
        return HttpResponse(status=403)
    if int(request.headers.get("Content-Length") or 0) > LARGEST or len(request.body) > LARGEST:
        return HttpResponse(status=413)
    if not _is_wanted(request):
        return HttpResponse(status=204)
    if not stream.within_limit(f"beacon:{request.visitor_id}", most=MOST_A_MINUTE, seconds=60):  # type: ignore[attr-defined]
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    return _take(request)


def _take(request: HttpRequest) -> HttpResponse:
    try:
        payload = json.loads(request.body)
        events = policy.beacon_events(payload)
        page = routes.page_at(str(payload.get("path", "")))
    except (ValueError, RecursionError, Resolver404) as refusal:
        return HttpResponse(f"{type(refusal).__name__}", status=400, content_type="text/plain")
    if events:
        middleware.send(request, [page | event for event in events])
    return HttpResponse(status=204)


def _is_from_our_page(request: HttpRequest) -> bool:
    """Browsers say where a request comes from; a page of another site cannot change that."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    return request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"


def _is_wanted(request: HttpRequest) -> bool:
    """Only from a browser that has its cookie, belongs to a shopper and may be followed."""
    return (
        getattr(request, "visitor_returned", False)
        and middleware.may_follow(request)
        and middleware.is_a_shopper(request)
    )
