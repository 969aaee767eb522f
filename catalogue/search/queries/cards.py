"""What a list shows of each product."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.photos.queries import Photo
from catalogue.pricing.ports import PRICE_SOURCES
from catalogue.pricing.queries import price_tags_of
from catalogue.search.models import ShelfEntry
from kernel import clock
from kernel.languages import said

NEW_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Card:
    """``price_from`` says that some variant costs more, ``badge`` is a word in the active language or "", ``rating``
    is 0 where nobody has reviewed yet."""

    id: int
    url: str
    title: str
    note: str
    photo: Photo | None
    price_now: Decimal | None
    price_was: Decimal | None
    price_from: bool
    rating: float
    review_count: int
    badge: str
    sold_out: bool


def cards_of(product_ids: Sequence[int]) -> list[Card]:
    """The cards of these products in this order, those that left the shelf left out. One query whatever the number."""
    entries = ShelfEntry.objects.select_related("label").in_bulk(list(product_ids)) if product_ids else {}
    return cards_from([entries[product_id] for product_id in product_ids if product_id in entries])


def cards_from(entries: Collection[ShelfEntry]) -> list[Card]:
    """The cards of these entries, which bring their labels."""
    if PRICE_SOURCES:
        _reprice({entry.product_id: entry for entry in entries})
    new_since, address = clock.now() - NEW_FOR, _address()
    return [_card(entry, new_since, address) for entry in entries]


def _address() -> str:
    """Where product pages live in the active language; asking the router for each of 24 cards would cost 3 ms."""
    return reverse("product", kwargs={"slug": "x", "pk": 0}).removesuffix("x-0/")


def _reprice(entries: Mapping[int, ShelfEntry]) -> None:
    """Prices from above change by the second: ask for them, do not remember them."""
    for product_id, tag in price_tags_of(entries).items():
        entry = entries[product_id]
        entry.price, entry.price_was, entry.price_from = tag.price.now, tag.price.was, tag.varies


def _card(entry: ShelfEntry, new_since: datetime, address: str) -> Card:
    shown = entry.label.shown
    return Card(
        id=entry.product_id,
        url=f"{address}{shown['slug']}-{entry.product_id}/",
        title=said(shown["title"]),
        note=said(shown["note"]),
        photo=photo_shown(shown["photo"]),
        price_now=entry.price,
        price_was=entry.price_was,
        price_from=entry.price_from,
        rating=entry.rating,
        review_count=entry.review_count,
        badge=_badge(entry, new_since),
        sold_out=not entry.in_stock,
    )


def _badge(entry: ShelfEntry, new_since: datetime) -> str:
    if not entry.in_stock:
        return _("Sold out")
    return _("New") if entry.published_at > new_since else ""


def photo_shown(shown: Mapping[str, Any] | None) -> Photo | None:
    if not shown:
        return None
    return Photo(**{**shown, "alt": said(shown["alt"]), "widths": tuple(shown["widths"])})
