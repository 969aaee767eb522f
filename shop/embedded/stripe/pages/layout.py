"""Fills the HTML files of this folder; every value is escaped, so a product's name cannot become markup."""

import html
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from ..account import Account
from ..http import Answer, Request
from .words import Words

FOLDER = Path(__file__).parent


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def fragment(file: str, /, **values: object) -> Markup:
    """The file ``file.html`` of this folder with its ``$placeholders`` filled."""
    template = Template((FOLDER / f"{file}.html").read_text(encoding="utf-8"))
    return Markup(template.substitute({key: _escaped(value) for key, value in values.items()}))


def joined(parts) -> Markup:
    return Markup("".join(parts))


POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' "


def page(words: Words, *, title: str, content: Markup, status: int = 200, leads_to: tuple = ()) -> Answer:
    """``leads_to``: addresses of the shop a form may end at; browsers hold redirects to the form-action policy too."""
    origins = " ".join(sorted({_origin(address) for address in leads_to if address}))
    headers = {
        "Content-Security-Policy": POLICY + origins,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    frame = fragment("frame", language=words.language, title=title, content=content, notice=words["notice"])
    return Answer(status, frame.encode(), headers=headers)


def not_found(request: Request) -> Answer:
    words = Words.spoken_by(request)
    content = fragment("message", title=words["not_found"], text=words["not_found_text"], link="")
    return page(words, title=words["not_found"], content=content, status=404)


def stylesheet(account: Account, request: Request, name: str) -> Answer:
    return Answer(200, (FOLDER / name).read_bytes(), "text/css; charset=utf-8", {"Cache-Control": "max-age=300"})


def _escaped(value: object) -> str:
    return value if isinstance(value, Markup) else html.escape(str(value))


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
