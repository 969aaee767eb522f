"""Browsers are told what a page of ours may load: ``settings.SECURE_CSP``, called and written as Django 6 has it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

#: Django's own pages for developers, which bring their looks inline.
EXPLAINED = (404, 500)


def say_what_to_trust(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: every answer has a Content-Security-Policy, its own or ours. Ours is the same for all, made once."""
    policy = "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in settings.SECURE_CSP.items())

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not (settings.DEBUG and response.status_code in EXPLAINED):
            response.setdefault("Content-Security-Policy", policy)
        return response

    return middleware
