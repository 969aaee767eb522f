"""The floor under every page: a raw Django view returning bytes from memory, behind ``startproject``'s middleware.

A WSGI application of its own, run by the same server as the shop. ``FLOOR`` names a folder with one file a page.
"""

import os
from functools import cache
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    SECRET_KEY="the floor keeps no secret",  # noqa: S106
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
)


@cache
def content(name: str) -> bytes:
    return (Path(os.environ["FLOOR"]) / name).read_bytes()


def page(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(content(name))


urlpatterns = [path("<slug:name>", page)]

django.setup()
application = WSGIHandler()
