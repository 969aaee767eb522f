"""The page of one product: what it is, which variants there are, what they cost and whether they can be had."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from catalogue.inventory.queries import Shelved, shelved
from catalogue.models import Product
from catalogue.photos.queries import Photo
from catalogue.pricing.queries import prices_of
from catalogue.reviews import queries as reviews
from catalogue.skus import picker
from catalogue.skus.queries import Goods, Variant, goods_of
from catalogue.tags.queries import labels, tags_in
from orders.basket.queries import Tier, tiers_beside
from orders.shipping.queries import cheapest_delivery
from promotions.coupons.tickets import hints_beside
from promotions.queries import Hints, hints_for
from shop.storefront import menu, pages, structured
from shop.storefront.chrome import chrome_of
from shop.storefront.offers import shown_price
from shop.storefront.pages import Moved, Page, Share
from shop.storefront.reviewing import with_own_opinion
from shop.storefront.story import story_of
from shop.storefront.ways import way_to_product, with_query

#: What may change by the second: the price now and before, and the free pieces, of each SKU.
Stock = dict[int, tuple[Decimal, Decimal | None, int]]

LARGEST = 1440
REVIEWS = 10
#: From here down the shopper is told how many are left.
FEW = 10


@dataclass(frozen=True)
class Shown:
    """A product page as it was drawn, and the stock it was drawn from."""

    page: Page
    stock: Stock


@require_safe
def product(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The product in the variant that the address names. A remembered page is shown only while its prices and free
    pieces are still those in the database."""
    try:
        shown = pages.remembered(request, partial(_shown, request, slug, pk), _still_holds)
    except Moved as moved:
        return HttpResponsePermanentRedirect(moved.address)
    return pages.show(request, with_own_opinion(request, shown.page, pk))


def _still_holds(shown: Shown) -> bool:
    return _stock_of(shelved(shown.stock)) == shown.stock


def _stock_of(stocks: Sequence[Shelved]) -> Stock:
    prices = prices_of(stocks)
    return {
        stock.pk: (prices[stock.pk].now, prices[stock.pk].was, stock.free) for stock in stocks if stock.pk in prices
    }


def _shown(request: HttpRequest, slug: str, pk: int) -> Shown:
    on_shelf = Product.objects.filter(is_public=True)
    on_shelf = on_shelf.annotate(category_ids=F("shelf_entry__categories"), tagged=labels())
    product = get_object_or_404(on_shelf.select_related("parent"), pk=pk)
    if product.is_child or product.slug != slug:
        raise Moved(with_query(product.get_absolute_url(), request))
    goods = goods_of(product)
    stock = {each.stock_id: (each.price.now, each.price.was, each.free) for each in goods.variants}
    return Shown(_page(request, product, goods), stock)


def _page(request: HttpRequest, product: Product, goods: Goods) -> Page:
    tree = chrome_of(request).menu
    way = way_to_product(tree, product.category_ids or (), product.title)
    path = menu.path_to(tree, product.category_ids or ())
    chosen = picker.variant_meant(goods.variants, request.GET.dict())
    gallery = [*(chosen.photos if chosen else ()), *goods.photos]
    hints = hints_for({chosen.product_id: chosen.price.now})[chosen.product_id] if chosen else None
    charged = replace(chosen, price=shown_price(chosen.price, hints)) if chosen and hints else chosen
    shown = {
        "product": product,
        "way": way[:-1],
        "gallery": gallery,
        "largest": next((photo.url(LARGEST) for photo in gallery if photo.is_ready), ""),
        "price": charged.price if charged else None,
        **_variant(product, goods, chosen),
        **_offered(product, chosen, hints),
        **_reviews(product),
    }
    return pages.drawn(
        request,
        "shop/storefront/product.html",
        shown,
        title=product.title,
        share=Share(product.title, product.note or _opening(product), _picture(gallery), kind="product"),
        things=[structured.crumbs_as_list(way, request.path), structured.product(product, charged, gallery)],
        section=path[0].id if path else None,
        posts=True,
        script="js/product.js",
    )


def _variant(product: Product, goods: Goods, chosen: Variant | None) -> dict[str, Any]:
    """What it is, in which variants."""
    return {
        "chosen": chosen,
        "options": picker.options_of(goods.variants, chosen),
        "few": FEW,
        "story": story_of(product.description),
        "facts": _facts(goods, chosen),
        "tags": tags_in(product),
    }


def _offered(product: Product, chosen: Variant | None, hints: Hints | None) -> dict[str, Any]:
    """What the offers, the delivery and the coupons make of it."""
    tiers = _tiers(product, chosen)
    told_by_tiers = {tier.name for tier in tiers}
    return {
        "hints": hints,
        "tiers": tiers,
        "terms": [term for term in hints.terms if term[0] not in told_by_tiers] if hints else [],
        "delivery": cheapest_delivery(hints.price) if chosen and hints and not chosen.sold_out else None,
        "coupons": hints_beside(product),
    }


def _tiers(product: Product, chosen: Variant | None) -> list[Tier]:
    """How far one piece of it is from having something off the order."""
    if chosen is None:
        return []
    return tiers_beside((chosen.product_id, product.is_discountable, chosen.stock_id, chosen.price.now, 1))


def _facts(goods: Goods, chosen: Variant | None) -> list[tuple[str, str]]:
    """The parameters: the product's own, then what the chosen variant adds."""
    facts = {value.name: value.label for value in [*goods.values, *(chosen.options if chosen else ())]}
    return list(facts.items())


def _reviews(product: Product) -> dict[str, Any]:
    if not product.review_count:
        return {}
    shown = [(each, reviews.photos_in(each)) for each in reviews.reviews_of(product)[:REVIEWS]]
    return {"reviews": shown, "rating": reviews.rating_of(product)}


def _opening(product: Product) -> str:
    return Truncator(story_of(product.description).opening).chars(150)


def _picture(gallery: Sequence[Photo]) -> str:
    return next((structured.absolute(photo.url(960)) for photo in gallery if photo.is_ready), "")
