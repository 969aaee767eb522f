"""Every browser has a name of its own: 128 random bits in a signed first-party cookie, nothing about the person."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from shop.cookies import VISITOR, remember

MAX_AGE = timedelta(days=365)
_signer = Signer(salt="shop.visitors")


def name_visitors(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: ``request.visitor_id`` is 32 hex digits on every request, the same as long as the cookie lives.

    ``request.visitor_returned`` says whether the browser brought the cookie back: a program seldom does.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        known = _visitor_in(request)
        request.visitor_id = known or secrets.token_hex(16)  # type: ignore[attr-defined]
        request.visitor_returned = bool(known)  # type: ignore[attr-defined]
        response = get_response(request)
        if not known and _is_page(response):
            _name(response, request.visitor_id)  # type: ignore[attr-defined]
        return response

    return middleware


def _visitor_in(request: HttpRequest) -> str:
    try:
        return _signer.unsign(request.COOKIES.get(VISITOR, ""))
    except BadSignature:
        return ""


def _is_page(response: HttpResponse) -> bool:
    """Callbacks and health checks answer machines, which need no name."""
    return response.get("Content-Type", "").startswith("text/html")


def _name(response: HttpResponse, visitor_id: str) -> None:
    remember(response, VISITOR, _signer.sign(visitor_id), within=MAX_AGE)
