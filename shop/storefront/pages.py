"""A page is drawn once a minute for each address and language, and anew when a merchant changes something; what is each
shopper's own stands around it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from catalogue.pricing.ports import PRICE_SOURCES
from kernel import clock
from promotions.queries import offers_in_force
from shop.memories import SHELF
from shop.storefront.chrome import Parts, chrome_of
from shop.storefront.structured import Thing

T = TypeVar("T")

#: An address longer than this was not made by us: answered, but not remembered.
LONGEST_ADDRESS = 400


class Moved(Exception):
    """The page has another address; whoever asks for the old one is sent there for good."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


@dataclass(frozen=True)
class Share:
    """How the page looks where someone shares it. ``image`` is a whole address or ""."""

    title: str = ""
    description: str = ""
    image: str = ""
    kind: str = "website"


NOTHING_SHARED = Share()


@dataclass(frozen=True)
class Page:
    """What is drawn of a page and what its frame has to know.

    ``section`` is the category of the menu that is lit up; ``posts`` says that the page holds a form; ``until`` is when
    it stops being true though nobody changed anything. ``parts`` are those of its chrome, kept along to be at hand.
    """

    title: str
    description: str
    head: SafeString
    main: SafeString
    parts: Parts
    section: int | None = None
    words: str = ""
    posts: bool = False
    until: datetime | None = None

    @property
    def holds(self) -> bool:
        return self.until is None or clock.now() < self.until


def drawn(
    request: HttpRequest,
    template: str,
    shown: Mapping[str, Any],
    *,
    title: str,
    share: Share = NOTHING_SHARED,
    things: Sequence[Thing] = (),
    is_aside: bool = False,
    script: str = "",
    **frame: Any,
) -> Page:
    """The page with ``template`` as its middle and a ``script`` of its own. One that is aside is not for search
    engines."""
    chrome = chrome_of(request)
    head = {"chrome": chrome, "share": share, "things": things, "is_aside": is_aside, "script": script}
    return Page(
        title=title,
        description=share.description or chrome.store.intro,
        head=mark_safe(render_to_string("shop/storefront/page_head.html", head)),  # noqa: S308 - our own template
        main=mark_safe(render_to_string(template, dict(shown), request)),  # noqa: S308 - our own template
        parts=chrome.parts,
        **frame,
    )


def answer(request: HttpRequest, make: Callable[[], Page]) -> HttpResponse:
    """The page of this address, made now or remembered; what moved, or is missing, is not remembered."""
    try:
        return show(request, _listed(request, make))
    except Moved as moved:
        return HttpResponsePermanentRedirect(moved.address)


def _listed(request: HttpRequest, make: Callable[[], Page]) -> Page:
    """A page that shows cards. Prices from above change by the second: while there are any, nothing is remembered."""
    return make() if PRICE_SOURCES else remembered(request, make, lambda page: page.holds)


def remembered(request: HttpRequest, make: Callable[[], T], holds: Callable[[T], bool] = lambda _: True) -> T:
    """What ``make`` makes of this address in this language under the offers in force, or made of it before if that
    still ``holds``."""
    address = request.get_full_path()
    if len(address) > LONGEST_ADDRESS:
        return make()
    return SHELF.recall(f"page {get_language()} {offers_in_force()} {address}", make, holds)


def show(request: HttpRequest, page: Page, status: int = 200) -> HttpResponse:
    chrome_of(request).parts = page.parts
    shown = {"page": page, "section": page.section, "words": page.words}
    return render(request, "shop/storefront/page.html", shown, status=status)
