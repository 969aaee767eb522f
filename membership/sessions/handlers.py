from typing import Any

from django.http import HttpRequest

from membership.sessions import services


def note_browser(request: HttpRequest, **_: Any) -> None:
    services.note_browser(session=request.session, user_agent=request.headers.get("User-Agent", ""))
