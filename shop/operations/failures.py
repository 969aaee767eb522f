"""The page for a request that failed: our fault, or a database that is away for a moment."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_AFTER = "5"  # seconds; an embedded or managed PostgreSQL restarts in about that


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500: 503 with Retry-After while the database is away, else 500. Neither needs the database."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER})
    return HttpResponse(render_to_string("500.html"), status=500)
