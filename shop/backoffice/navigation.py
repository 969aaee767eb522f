"""The left side of the back office: one entry a job, with the count of what waits there.

A room's page joins by a line in ``SECTIONS``; the room itself knows nothing of the roof.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalogue.inventory.queries import low_stock
from catalogue.reviews import queries as reviews
from kernel import clock
from membership.staff.queries import permissions_of
from orders.aftersales import queries as aftersales
from orders.payments.queries import open_alerts
from shop.backoffice.counts import counts
from shop.backoffice.orders import views as orders
from shop.content.queries import letterhead


@dataclass(frozen=True)
class Section:
    """``waiting`` finds what someone must do there; no count is shown without it."""

    name: str | Promise
    page: str
    icon: str
    permission: str
    waiting: Callable[[], QuerySet] | None = None


@dataclass(frozen=True)
class Entry:
    """Two are the same by their addresses: names follow from them, and are looked up when they are drawn."""

    name: str | Promise = field(compare=False)
    url: str
    icon: str
    waiting: int
    is_current: bool


SECTIONS = [
    Section(_("Today"), "office:today", "today", "office.enter"),
    Section(_("Orders"), "office:orders", "box", "orders.view", waiting=orders.waiting),
    Section(_("After-sales"), "office:returns", "return", "returns.view", waiting=aftersales.waiting),
    Section(_("Reviews"), "office:reviews", "star", "reviews.view", waiting=reviews.waiting),
    Section(_("Products"), "office:products", "tag", "products.view"),
    Section(_("Stock"), "office:stock", "home", "stock.view", waiting=low_stock),
    Section(_("Promotions"), "office:promotions", "gift", "promotions.view"),
    Section(_("Payments"), "office:payments", "alert", "orders.refund", waiting=open_alerts),
    Section(_("Invoices"), "office:invoices", "invoice", "invoices.view"),
    Section(_("Members"), "office:members", "user", "members.view"),
    Section(_("Numbers"), "office:kpis", "chart", "kpis.view"),
    Section(_("Staff"), "office:staff", "people", "staff.edit"),
    Section(_("Audit log"), "office:audit", "invoice", "audit.view"),
    Section(_("Focus image"), "office:focus", "image", "content.edit"),
    Section(_("Settings"), "office:settings", "settings", "settings.edit"),
]


def entries(request: HttpRequest) -> tuple[Entry, ...]:
    """What the person who asks may open, in the order of the day."""
    allowed = permissions_of(request.user)
    sections = [section for section in SECTIONS if section.permission in allowed]
    waiting = counts({section.page: section.waiting for section in sections if section.waiting})
    return tuple(_entry(section, waiting.get(section.page, 0), request.path) for section in sections)


def _entry(section: Section, waiting: int, path: str) -> Entry:
    url = _address(section.page, get_language())
    is_current = path == url if section.page == "office:today" else path.startswith(url)
    return Entry(section.name, url, section.icon, waiting, is_current)


@cache
def _address(page: str, language: str | None) -> str:
    """Where the page stands in the language; every office page asks for all of them."""
    return reverse(page)


def office(request: HttpRequest) -> dict[str, Any]:
    """Context of every template; nothing is asked until an office page draws its navigation."""
    return {
        "office_entries": partial(entries, request),
        "office_permissions": partial(permissions_of, request.user),
        "office_now": clock.now,
        "office_store": letterhead,
    }
