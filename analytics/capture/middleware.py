"""Watches pages go by, from the roof. Whatever happens here, the page has been answered."""

import logging
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch

from analytics.capture import policy, routes, stream
from analytics.capture.models import Event
from kernel import clock

logger = logging.getLogger(__name__)

CHOICE_COOKIE = "analytics"


def capture_events(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        try:
            _capture(request, response)
        except Exception:
            stream.DROPPED.inc()
            logger.exception("capture.failed")
        return response

    return middleware


def _capture(request: HttpRequest, response: HttpResponse) -> None:
    match = request.resolver_match
    if match is None:
        return
    kinds = routes.kinds_of(
        request.method or "", match.view_name, response.status_code, is_page=_is_page(request, response)
    )
    if kinds and is_a_shopper(request):
        send(request, [{"kind": kind, "page": match.view_name, **_subject(request, match, kind)} for kind in kinds])


def send(request: HttpRequest, happenings: list[dict[str, Any]]) -> None:
    """Put on its way what happened in this request: of a known visitor, of nobody, or held until proven."""
    is_followed = may_follow(request)
    visitor_id = getattr(request, "visitor_id", "") if is_followed else ""
    about = {"at": clock.now().isoformat(), "language": getattr(request, "LANGUAGE_CODE", "")}
    if visitor_id:
        about |= {"visitor_id": visitor_id, **_origin(request)}
    events = [{"id": uuid4().hex, **about, **happening} for happening in happenings]
    is_proven = not visitor_id or getattr(request, "visitor_returned", False)
    (stream.send if is_proven else stream.hold)(events, visitor_id=visitor_id)


def is_a_shopper(request: HttpRequest) -> bool:
    """Not a program, not a page loaded in advance, and not one of us."""
    if policy.is_machine(request.headers.get("User-Agent", ""), request.headers.get("Accept-Language", "")):
        return False
    if "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", "")):
        return False
    # Without a session cookie nobody is logged in, and asking would cost a query.
    return settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_staff


def may_follow(request: HttpRequest) -> bool:
    choice = request.COOKIES.get(CHOICE_COOKIE, "")
    return policy.may_follow(request.headers, choice, ask_first=settings.ANALYTICS_ASK_FIRST)


def _is_page(request: HttpRequest, response: HttpResponse) -> bool:
    """A whole page that a person went to, not a part that a script fetched."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return False
    if request.headers.get("HX-Boosted") == "true":
        return True
    return (
        request.headers.get("HX-Request") != "true" and request.headers.get("Sec-Fetch-Dest", "document") == "document"
    )


def _subject(request: HttpRequest, match: ResolverMatch, kind: str) -> dict[str, Any]:
    if kind == Event.Kind.ADD_TO_BASKET:
        return _product_before(request)
    words = {"words": policy.impersonal(request.GET.get("q", ""))} if kind == Event.Kind.SEARCH else {}
    return routes.subject_of(match.view_name, match.kwargs) | words


def _product_before(request: HttpRequest) -> dict[str, Any]:
    """Pieces are added on the page of a product; asking which SKU belongs to which would cost a query."""
    try:
        page = routes.page_at(request.headers.get("Referer", ""))
    except (ValueError, Resolver404):
        return {}
    return {column: value for column, value in page.items() if column == "product_id"}


def _origin(request: HttpRequest) -> dict[str, str]:
    tags = {"source": "utm_source", "medium": "utm_medium", "campaign": "utm_campaign"}
    return {
        "device": policy.device_of(request.headers.get("User-Agent", "")),
        "referrer": policy.outside_domain(request.headers.get("Referer", ""), request.get_host()),
        **{column: policy.impersonal(request.GET.get(tag, "")) for column, tag in tags.items()},
    }
