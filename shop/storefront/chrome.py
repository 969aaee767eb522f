"""What stands around every page: the store's name, the menu, the other language. Asked for only when it is drawn."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import get_language

from membership.points.queries import available_in_query
from membership.tiers.queries import level_in_query
from orders.aftersales.queries import return_days
from shop.content import queries as content
from shop.cookies import THEME
from shop.memories import FRAME, level_names
from shop.storefront import menu
from shop.storefront.languages import CHINESE, NAMES, TAGS, address_in

OG_LOCALES = {"en": "en_US", CHINESE: "zh_CN"}


Tree = tuple[menu.Entry, ...]


@dataclass(frozen=True)
class Parts:
    """What is the same on every page of a language. Much of each page is looked up by it, so two of them are compared
    by their ``mark`` alone."""

    store: content.Store = field(compare=False)
    menu: Tree = field(compare=False)
    mark: str


@dataclass(frozen=True)
class Language:
    """``tag`` is what browsers and search engines call it, ``name`` what its speakers do."""

    code: str
    tag: str
    name: str


@dataclass(frozen=True)
class Member:
    """What the head of a page says of whoever is logged in."""

    level: str
    points: int


class Chrome:
    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.language = get_language() or settings.LANGUAGE_CODE

    @property
    def store(self) -> content.Store:
        return self.parts.store

    @property
    def menu(self) -> Tree:
        return self.parts.menu

    @cached_property
    def parts(self) -> Parts:
        return FRAME.recall_one(("chrome", self.language), _parts)

    @cached_property
    def member(self) -> "Member | None":
        """Who is logged in, with level and points; None for a guest. One query."""
        if not self.request.user.pk:
            return None
        known = level_in_query(OuterRef("pk")), available_in_query(OuterRef("pk"))
        level, points = get_user_model().objects.values_list(*known).get(pk=self.request.user.pk)
        return Member(level_names()[level], points)

    @property
    def return_days(self) -> int:
        """How many days after delivery an order may come back without a reason."""
        return return_days()

    @property
    def tag(self) -> str:
        """The language of the page as browsers know it."""
        return TAGS[self.language]

    @property
    def theme(self) -> str:
        """What the shopper chose; nothing where the device decides."""
        chosen = self.request.COOKIES.get(THEME, "")
        return chosen if chosen in ("light", "dark") else ""

    @property
    def other_language(self) -> Language:
        code = "en" if self.language == CHINESE else CHINESE
        return Language(code, TAGS[code], NAMES[code])

    @property
    def switch_url(self) -> str:
        here = {"next": self.request.get_full_path()}
        return f"{reverse('language', args=[self.other_language.code])}?{urlencode(here)}"

    @property
    def canonical(self) -> str:
        """This page without what only arranges or tracks it; a page further on in a list is a page of its own."""
        page = self.request.GET.get("page", "")
        further = f"?page={page}" if page.isascii() and page.isdigit() and page != "1" else ""
        return f"{settings.STORE_URL}{self.request.path}{further}"

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """Every language of this page and, for everyone else, the one without a prefix."""
        here = self.canonical.removeprefix(settings.STORE_URL)
        tagged = [(tag, settings.STORE_URL + address_in(code, here)) for code, tag in TAGS.items()]
        return [*tagged, ("x-default", settings.STORE_URL + address_in("en", here))]

    @property
    def og_locale(self) -> str:
        return OG_LOCALES[self.language]


def _parts() -> Parts:
    store, entries = content.store(), menu.entries()
    return Parts(store, entries, sha256(repr((store, entries)).encode()).hexdigest())


def chrome_of(request: HttpRequest) -> Chrome:
    """The one of this request."""
    if not hasattr(request, "_chrome"):
        request._chrome = Chrome(request)  # type: ignore[attr-defined]
    return request._chrome  # type: ignore[attr-defined]


def chrome(request: HttpRequest) -> dict[str, Any]:
    """For every template as ``chrome``; costs nothing on a page that does not draw it."""
    return {"chrome": chrome_of(request)}
