"""Cookies of our own. Where the shop is behind TLS their names say that no neighbouring host has set them."""

from datetime import timedelta

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpResponse

VISITOR = settings.COOKIE_PREFIX + "visitor"
THEME = settings.COOKIE_PREFIX + "theme"
LANGUAGE = settings.LANGUAGE_COOKIE_NAME


def remember(answer: HttpResponse, name: str, value: str, *, within: timedelta) -> None:
    """The browser brings ``value`` along with every request to this host, and shows it to no script."""
    answer.set_cookie(
        name,
        value,
        max_age=within,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


class MessageCookie(CookieStorage):
    cookie_name = settings.COOKIE_PREFIX + CookieStorage.cookie_name


class Messages(FallbackStorage):
    """One-off messages in a cookie, as Django has them; in the session where they are too long."""

    storage_classes = (MessageCookie, SessionStorage)
