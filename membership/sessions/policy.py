"""What a browser says it is, and what a session is called in a page."""

from collections.abc import Iterable
from hashlib import sha256

#: What stands in the header of a browser, and what people call it; the first that fits, as each also names those below.
BROWSERS = (
    ("MicroMessenger/", "WeChat"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def browser_of(user_agent: str) -> str:
    """``Firefox · Windows``; what is not known is left out.

    >>> browser_of("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0")
    'Firefox · Linux'
    """
    return " · ".join(filter(None, (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))))


def _first(signs: Iterable[tuple[str, str]], user_agent: str) -> str:
    return next((name for sign, name in signs if sign in user_agent), "")


def name_of(session_key: str) -> str:
    """Tells one session from another and opens none."""
    return sha256(session_key.encode()).hexdigest()[:16]
