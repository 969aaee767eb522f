"""Home, category, tag and search."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue import queries as catalogue
from catalogue.models import Category, Tag
from catalogue.photos.queries import Photo
from catalogue.search import queries as products
from catalogue.search.queries import NoSuchPage
from kernel import pace
from promotions.campaigns import queries as campaigns
from shop.content import queries as content
from shop.operations.failures import too_often
from shop.storefront import menu, pages, structured
from shop.storefront.chrome import Chrome, chrome_of
from shop.storefront.languages import address_in
from shop.storefront.listing import Listing
from shop.storefront.offers import with_offers
from shop.storefront.pages import Moved, Page, Share
from shop.storefront.ways import Way, way_to_category, way_to_tag, with_query

T = TypeVar("T", Category, Tag)

#: Campaigns with their countdown.
COMING = 4
NEW_ARRIVALS = 4
BEST_SELLERS = 8
SUGGESTED = 7
#: A minute and address: a quick typist's, many times over.
MOST_SEARCHES = 300


class TooFast(Exception):
    """A program asks, not somebody who reads the answers."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The focus image of the moment, the categories, what is new and what sells."""
    return pages.answer(request, partial(_home, request))


def _home(request: HttpRequest) -> Page:
    chrome, focus = chrome_of(request), content.focus()
    store = chrome.store
    shown = {
        "store": store,
        "focus": focus.image,
        "focus_url": address_in(chrome.language, focus.image.link) if focus.image else "",
        "categories": _with_photos(chrome.menu),
        "coming": campaigns.coming(COMING),
        "new_arrivals": with_offers(catalogue.new_arrivals(NEW_ARRIVALS)),
        "best_sellers": with_offers(catalogue.best_sellers(BEST_SELLERS)),
    }
    return pages.drawn(
        request,
        "shop/storefront/home.html",
        shown,
        title=store.name,
        things=[structured.store_as_organization(store), structured.shop_as_website(store.name, chrome.tag)],
        until=focus.until,
    )


def _with_photos(shown: Sequence[menu.Entry]) -> list[tuple[menu.Entry, Photo | None]]:
    photos = products.photos_by_category([entry.id for entry in shown])
    return [(entry, photos.get(entry.id)) for entry in shown]


@require_safe
def category(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The products of a category and of those under it."""
    return _list(request, partial(_category, request, slug, pk))


def _category(request: HttpRequest, slug: str, pk: int) -> Page:
    category = _at(request, slug, get_object_or_404(Category.objects.browsable(), pk=pk))
    tree = chrome_of(request).menu
    path = menu.path_to(tree, {category.pk})
    return _named(
        request,
        Share(category.name, category.description),
        way_to_category(tree, category),
        Listing(request, category),
        under=path[-1].children if path else (),
        section=path[0].id if path else None,
    )


@require_safe
def tag(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The products with a tag, whatever their categories."""
    return _list(request, partial(_tag, request, slug, pk))


def _tag(request: HttpRequest, slug: str, pk: int) -> Page:
    tag = _at(request, slug, get_object_or_404(Tag, pk=pk))
    return _named(request, Share(tag.name), way_to_tag(tag), Listing(request, tag=tag))


def _at(request: HttpRequest, slug: str, found: T) -> T:
    """What was found, at its own address."""
    if found.slug != slug:
        raise Moved(with_query(found.get_absolute_url(), request))
    return found


def _named(
    request: HttpRequest,
    name: Share,
    way: Way,
    listing: Listing,
    *,
    under: Sequence[menu.Entry] = (),
    section: int | None = None,
) -> Page:
    """A list that merchants gave a name: a page of its own to search engines, as long as nobody narrows it."""
    return pages.drawn(
        request,
        "shop/storefront/named.html",
        {"name": name, "crumbs": way, "listing": listing, "under": under},
        title=name.title,
        share=name,
        things=[structured.crumbs_as_list(way, request.path)],
        section=section,
        is_aside=listing.is_narrowed,
        script="js/list.js",
    )


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was sought in the whole shop; an empty wish shows everything."""
    return _list(request, partial(_search, request))


def _search(request: HttpRequest) -> Page:
    _mind_the_pace()
    listing = Listing(request)
    shown = {"listing": listing, "menu": chrome_of(request).menu, "best_sellers": _comfort(listing)}
    words = listing.results.words
    return pages.drawn(
        request,
        "shop/storefront/search.html",
        shown,
        title=_("Search: %s") % words if words else _("All products"),
        words=words,
        is_aside=True,
        script="js/list.js",
    )


def _comfort(listing: Listing) -> list[catalogue.Card]:
    """What others buy, for those whose search found nothing."""
    return [] if listing.results.count else with_offers(catalogue.best_sellers(NEW_ARRIVALS))


def _list(request: HttpRequest, make: Callable[[], Page]) -> HttpResponse:
    try:
        return pages.answer(request, make)
    except TooFast:
        return too_often(request)
    except NoSuchPage as missing:
        return pages.show(request, _no_such_page(request, missing.pages), status=404)


def _mind_the_pace() -> None:
    """Counts what has to be looked for; what was just found for another is shown to everybody."""
    if not pace.may_go_on("search", most=MOST_SEARCHES):
        raise TooFast


def _no_such_page(request: HttpRequest, last: int) -> Page:
    asked = request.GET.copy()
    asked["page"] = str(last)
    shown = {"last": last, "last_url": f"{request.path}?{asked.urlencode()}"}
    return pages.drawn(request, "shop/storefront/no_such_page.html", shown, title=_("Page not found"), is_aside=True)


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """What the search box offers while one writes: categories first, then products."""
    words = request.GET.get("q", "")
    try:
        found = pages.remembered(request, partial(_suggestions, chrome_of(request), words)) if words.strip() else []
    except TooFast:
        return JsonResponse({"suggestions": []}, status=429, headers={"Retry-After": "60"})
    return JsonResponse({"suggestions": found})


def _suggestions(chrome: Chrome, words: str) -> list[dict[str, str]]:
    _mind_the_pace()
    sought = words.strip().casefold()
    categories = [node for node in menu.flat(chrome.menu) if sought in node.name.casefold()]
    named = [{"label": node.name, "url": node.url} for node in categories[:2]]
    titles = products.suggestions(words, SUGGESTED - len(named))
    return [*named, *({"label": title, "url": f"{reverse('search')}?{urlencode({'q': title})}"} for title in titles)]
