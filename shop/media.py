"""Uploaded pictures, served by the shop itself: fine for one store, and a CDN or nginx may stand before it.

Stored names are never given to another file, so a browser may keep what it has for ever. Whatever somebody managed to
upload, it is shown as a picture or not at all: no script in it runs.
"""

from collections.abc import Callable
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase

TYPES = {
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
}
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Pictures:
    """Middleware that answers below MEDIA_URL and lets everything else pass."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(settings.MEDIA_URL) and request.method in ("GET", "HEAD"):
            return picture(request.path_info.removeprefix(settings.MEDIA_URL))
        return self.answer(request)


def picture(name: str) -> HttpResponseBase:
    """The stored picture of that name; 404 for whatever is none."""
    kind = TYPES.get(PurePosixPath(name).suffix.lower())
    if kind is None or "\0" in name:
        return HttpResponseNotFound()
    try:
        file = default_storage.open(name)
    except (OSError, SuspiciousFileOperation):
        return HttpResponseNotFound()
    return FileResponse(file, content_type=kind, headers=HEADERS)
