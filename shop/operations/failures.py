"""The page for a request that failed: our fault, something away or full for a moment, or one request too many."""

import errno
import sys
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

RETRY_AFTER = "5"  # seconds; an embedded or managed PostgreSQL restarts in about that


FULL = {errno.ENOSPC, errno.EDQUOT}


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500: 503 with Retry-After while the database is away or a disk is full, else 500.

    Neither needs the database, which says that its own disk is full by an OperationalError.
    """
    error = sys.exc_info()[1]
    if _is_away(error) or (isinstance(error, OSError) and error.errno in FULL):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER})
    return HttpResponse(render_to_string("500.html"), status=500)


def _is_away(error: BaseException | None) -> bool:
    """A connection that broke in the middle of a statement is a DatabaseError of no kind."""
    is_broken = type(error) is DatabaseError and error.__cause__ is not None
    return is_broken or isinstance(error, OperationalError | InterfaceError)


def too_often(request: HttpRequest) -> HttpResponse:
    """Whoever tries too often waits a minute."""
    response = render(request, "429.html", {"minutes": 1}, status=429)
    response["Retry-After"] = "60"
    return response


def lead_on(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Whoever opens an address that only takes forms, by reloading or by typing it, finds a page and a way on.

    One with a NUL in it, about which a database cannot even be asked, leads nowhere.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        request.path_info = request.path_info.replace("\0", "\N{REPLACEMENT CHARACTER}")
        response = get_response(request)
        if response.status_code != 405 or request.method != "GET" or response.content:
            return response
        response.content, response["Content-Type"] = render_to_string("405.html"), "text/html; charset=utf-8"
        return response

    return answer
