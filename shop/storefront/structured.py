"""What a page is about, in the words of schema.org, for programs that read it."""

import json
from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from catalogue.models import Product
from catalogue.photos.queries import Photo
from catalogue.skus.queries import Variant
from shop.content.queries import Store

register = template.Library()

Thing = dict[str, Any]
Crumb = tuple[str, str]

_UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def structured(things: Sequence[Thing]) -> SafeString:
    """``things`` as one block of JSON-LD; no word in it can end the block."""
    graph = {"@context": "https://schema.org", "@graph": list(things)}
    words = json.dumps(graph, ensure_ascii=False, default=str).translate(_UNSAFE)
    return mark_safe(f'<script type="application/ld+json">{words}</script>')  # noqa: S308 - escaped above


def absolute(address: str) -> str:
    return address if address.startswith("http") else f"{settings.STORE_URL}{address}"


def store_as_organization(store: Store) -> Thing:
    known = {
        "logo": store.logo and absolute(store.logo),
        "description": store.intro,
        "email": store.email,
        "telephone": store.phone,
    }
    return {
        "@type": "Organization",
        "@id": f"{settings.STORE_URL}/#store",
        "name": store.name,
        "url": absolute(reverse("home")),
        **{key: value for key, value in known.items() if value},
    }


def shop_as_website(name: str, language: str) -> Thing:
    """The site and how to search it."""
    return {
        "@type": "WebSite",
        "name": name,
        "url": absolute(reverse("home")),
        "inLanguage": language,
        "publisher": {"@id": f"{settings.STORE_URL}/#store"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{absolute(reverse('search'))}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def crumbs_as_list(crumbs: Sequence[Crumb], here: str) -> Thing:
    """The way from home to ``here``, the address of the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": absolute(address or here)}
            for place, (name, address) in enumerate(crumbs, start=1)
        ],
    }


def product(goods: Product, chosen: Variant | None, gallery: Sequence[Photo]) -> Thing:
    """The product with the price and availability of the variant that is shown."""
    known = {
        "description": goods.note or goods.description,
        "image": [absolute(photo.url(960)) for photo in gallery if photo.is_ready],
        "sku": chosen.sku if chosen else "",
        "offers": _offer(goods, chosen) if chosen else None,
        "aggregateRating": _rating(goods) if goods.review_count else None,
    }
    return {
        "@type": "Product",
        "name": goods.title,
        "url": absolute(goods.get_absolute_url()),
        **{key: value for key, value in known.items() if value},
    }


def _offer(goods: Product, chosen: Variant) -> Thing:
    return {
        "@type": "Offer",
        "url": f"{absolute(goods.get_absolute_url())}?sku={chosen.sku}",
        "price": str(chosen.price.now),
        "priceCurrency": settings.STORE_CURRENCY,
        "availability": f"https://schema.org/{'OutOfStock' if chosen.sold_out else 'InStock'}",
        "itemCondition": "https://schema.org/NewCondition",
        "seller": {"@id": f"{settings.STORE_URL}/#store"},
    }


def _rating(goods: Product) -> Thing:
    return {"@type": "AggregateRating", "ratingValue": round(goods.rating or 0, 1), "reviewCount": goods.review_count}
