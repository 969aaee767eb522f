"""What search engines are told: where not to go, and every page worth finding, in each language."""

from collections.abc import Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalogue.models import Category, Product
from catalogue.tags.queries import tags_on_shelf
from kernel import clock
from shop.storefront.languages import PREFIX, TAGS, address_in

#: Products in one file of the map; a file may hold 50,000 addresses, and each product has one in every language.
PRODUCTS_A_FILE = 2000
#: A robot's own basket is empty and leads to no checkout, so there is nothing to keep it from.
PRIVATE = ("orders/", "account/", "backoffice/", "search/", "language/", "appearance/")
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"

Place = tuple[str, datetime | None]


@require_safe
@cache_control(max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    closed = [f"Disallow: {prefix}/{path}" for prefix in ("", PREFIX) for path in PRIVATE]
    lines = ["User-agent: *", *closed, f"Sitemap: {settings.STORE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """The list of the files: file 0 has the pages, categories and tags, the others the products."""
    files = [_absolute(reverse("sitemap_file", args=[file])) for file in range(_files() + 1)]
    return _xml("sitemapindex", "".join(f"<sitemap><loc>{file}</loc></sitemap>" for file in files))


@require_safe
@cache_control(max_age=3600)
def sitemap_file(request: HttpRequest, file: int) -> HttpResponse:
    """One file of the map. Raises Http404 past the last."""
    if file > _files():
        raise Http404(file)
    with override("en"):
        return _xml("urlset", "".join(_entries(_products_of(file) if file else _pages())))


def _xml(kind: str, content: str) -> HttpResponse:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} xmlns="{SITEMAP}" xmlns:xhtml="{XHTML}">'
    return HttpResponse(f"{head}{content}</{kind}>", content_type="application/xml; charset=utf-8")


def _on_shelf() -> QuerySet[Product]:
    return Product.objects.browsable().order_by("pk")


def _files() -> int:
    return -(-_on_shelf().count() // PRODUCTS_A_FILE)


def _pages() -> Iterator[Place]:
    yield reverse("home"), None
    yield reverse("about"), None
    yield reverse("campaigns:offers"), None
    for each in (*Category.objects.browsable(), *tags_on_shelf()):
        yield each.get_absolute_url(), None


def _products_of(file: int) -> Iterator[Place]:
    first = (file - 1) * PRODUCTS_A_FILE
    for product in _on_shelf().only("slug", "date_updated", "structure")[first : first + PRODUCTS_A_FILE]:
        yield product.get_absolute_url(), product.date_updated


def _entries(places: Iterator[Place]) -> Iterator[str]:
    """Each place once in every language, each naming all the others."""
    for address, changed in places:
        spoken = {tag: _absolute(address_in(code, address)) for code, tag in TAGS.items()}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{tag}" href="{place}"/>' for tag, place in spoken.items()
        )
        when = f"<lastmod>{_moment(changed)}</lastmod>" if changed else ""
        for place in spoken.values():
            yield f"<url><loc>{place}</loc>{when}{others}</url>\n"


def _moment(changed: datetime) -> str:
    """To the second and with its offset: a day alone would be another one where the robot lives."""
    return changed.astimezone(clock.store_time_zone()).isoformat(timespec="seconds")


def _absolute(address: str) -> str:
    return escape(settings.STORE_URL + address)


urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:file>.xml", sitemap_file, name="sitemap_file"),
]
