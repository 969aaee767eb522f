"""The page for a request that failed: our fault, a database that is away for a moment, or too many of them."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

RETRY_AFTER = "5"  # seconds; an embedded or managed PostgreSQL restarts in about that


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500: 503 with Retry-After while the database is away, else 500. Neither needs the database."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER})
    return HttpResponse(render_to_string("500.html"), status=500)


def too_often(request: HttpRequest) -> HttpResponse:
    """Whoever tries too often waits a minute."""
    response = render(request, "429.html", {"minutes": 1}, status=429)
    response["Retry-After"] = "60"
    return response
