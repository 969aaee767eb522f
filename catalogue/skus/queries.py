"""The variants of a product, what a shopper can choose of them, and which SKUs nobody buys."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import F, Max, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import get_language, pgettext

from catalogue.attributes.queries import Value, values_of
from catalogue.inventory.queries import StockRecord, stocks_under
from catalogue.models import Product
from catalogue.photos.queries import Photo, photos_of
from catalogue.pricing.queries import Price, prices_of
from kernel import clock
from kernel.languages import column
from kernel.memory import Nearby
from kernel.prepared import Prepared

__all__ = [
    "Buyable",
    "Goods",
    "Look",
    "Variant",
    "buyable",
    "goods_of",
    "looks_of",
    "names_of",
    "never_sold_since",
    "titles_of",
    "variants_of",
]

#: The lists' own memory: whatever changes a product there changes its look here.
LOOKS = Nearby("shelf", seconds=60)


@dataclass(frozen=True)
class Variant:
    """One SKU as the picker sees it. ``options`` are in the order of the picker; a product without variants has
    none."""

    product_id: int
    stock_id: int
    sku: str
    options: tuple[Value, ...]
    price: Price
    free: int
    photo: Photo | None = None
    photos: list[Photo] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The choice in the shopper's words: ``Blue, 42``."""
        return _in_a_row(self.options)

    @property
    def sold_out(self) -> bool:
        return self.free < 1


@dataclass(frozen=True)
class Goods:
    """A product with all that its page shows: its own photographs and values, and its variants."""

    variants: list[Variant]
    photos: list[Photo]
    values: list[Value]


def goods_of(product: Product) -> Goods:
    """The product as shoppers may see it; a SKU that is not on shelf, or has no price, is not among its variants.

    Three queries, for one variant or 132.
    """
    stocks = stocks_under([product.pk])
    ids = {product.pk, *(stock.product_id for stock in stocks)}
    values, photos = values_of(ids), photos_of(ids)
    told_apart = {pk: options for pk, options in values.items() if pk != product.pk}
    prices = prices_of(stocks)
    variants = [
        _variant(stock, prices[stock.pk], tuple(told_apart.get(stock.product_id, ())), photos.get(stock.product_id, []))
        for stock in stocks
        if stock.pk in prices
    ]
    return Goods(variants, photos.get(product.pk, []), values.get(product.pk, []))


def variants_of(product: Product) -> list[Variant]:
    """The SKUs of a product that are on shelf and have a price, in the order they were added. Three queries."""
    return goods_of(product).variants


def _variant(stock: StockRecord, price: Price, options: tuple[Value, ...], photos: list[Photo]) -> Variant:
    return Variant(
        product_id=stock.product_id,
        stock_id=stock.pk,
        sku=stock.partner_sku,
        options=options,
        price=price,
        free=stock.free,
        photo=photos[0] if photos else None,
        photos=photos,
    )


@dataclass(frozen=True)
class Look:
    """How a SKU is told from others wherever it is not on its own page: a picture, and the variant in words."""

    photo: Photo | None
    options: str


def looks_of(parents: Mapping[int, int | None]) -> dict[int, Look]:
    """The look of each variant or product by its id, in the active language, given the ids of their parents.

    Remembered; two queries else.
    """
    language = get_language() or settings.LANGUAGE_CODE

    def looked_up(unknown: list[tuple[int, str]]) -> dict[tuple[int, str], Look]:
        found = _looks({product_id: parents[product_id] for product_id, _ in unknown})
        return {(product_id, language): look for product_id, look in found.items()}

    looks = LOOKS.recall_each([(product_id, language) for product_id in parents], looked_up)
    return {product_id: look for (product_id, _), look in looks.items()}


def _looks(parents: Mapping[int, int | None]) -> dict[int, Look]:
    variants = [pk for pk, parent_id in parents.items() if parent_id]
    photos = photos_of({id_ for pair in parents.items() for id_ in pair if id_})
    options = values_of(variants) if variants else {}
    return {
        pk: Look(
            photo=next(iter(photos.get(pk) or photos.get(parent_id or pk) or []), None),
            options=_in_a_row(options.get(pk, ())),
        )
        for pk, parent_id in parents.items()
    }


@dataclass(frozen=True)
class Name:
    """What a SKU is called now, in the active language. ``options`` is "" where it has none."""

    title: str
    options: str


def names_of(product_ids: Collection[int]) -> dict[int, Name]:
    """The name of each product or variant that is still there. Two queries."""
    titles = titles_of(product_ids)
    options = values_of([pk for pk, (_, is_variant) in titles.items() if is_variant])
    told = {pk: _in_a_row(options.get(pk, ())) for pk in titles}
    return {pk: Name(title, told[pk]) for pk, (title, _) in titles.items()}


def _in_a_row(options: Iterable[Value]) -> str:
    """``Blue, 42``, or ``蓝色，42`` as the Chinese write it."""
    return pgettext("list", ", ").join(option.label for option in options)


def titles_of(product_ids: Collection[int]) -> dict[int, tuple[str, bool]]:
    """The title of each product, a variant's is its product's, and whether it is a variant. One query."""
    own = column("title", get_language() or settings.LANGUAGE_CODE)
    found = Product.objects.rewrite(False).filter(pk__in=product_ids).order_by()
    rows = found.values_list("pk", "parent", f"parent__{own}", own)
    return {pk: ((parents_title if parent else title) or "", bool(parent)) for pk, parent, parents_title, title in rows}


@dataclass(frozen=True)
class Buyable:
    """A SKU on shelf, as much of it as is asked before a piece goes into a basket."""

    pk: int
    product_id: int
    price: Decimal
    list_price: Decimal | None
    price_currency: str
    free: int
    titles: tuple[str | None, ...]

    @property
    def title(self) -> str:
        """In the active language, else in the first that has one; a variant is called like its product."""
        languages = [code for code, _ in settings.LANGUAGES]
        here = languages.index(get_language() or settings.LANGUAGE_CODE)
        own, parents = self.titles[: len(languages)], self.titles[len(languages) :]
        return next(filter(None, (parents[here], own[here], *parents, *own)), "")


def buyable(sku: str) -> Buyable | None:
    """The SKU of that code if it is on shelf and has a price; whether a piece is free is for its buyer to look at.

    One query; whatever a form may send is an answer.
    """
    found = _ON_SHELF.rows([sku.replace("\0", "")])
    return next((Buyable(**dict(zip(OWN, row, strict=False)), titles=row[len(OWN) :]) for row in found), None)


def _on_shelf(skus: RawSQL) -> QuerySet[Any, Any]:
    stocks = StockRecord.objects.filter(partner_sku__in=skus, product__is_public=True, price__isnull=False)
    stocks = stocks.exclude(product__structure=Product.PARENT).exclude(product__parent__is_public=False)
    titles = [f"{whose}__{column('title', code)}" for whose in WHOSE for code, _ in settings.LANGUAGES]
    return stocks.annotate(left=F("num_in_stock") - F("num_allocated")).values_list(*OWN[:-1], "left", *titles)


OWN = ("pk", "product_id", "price", "list_price", "price_currency", "free")
WHOSE = ("product", "product__parent")
_ON_SHELF = Prepared(_on_shelf)


def never_sold_since(day: date) -> QuerySet[StockRecord]:
    """SKUs on shelf of which no piece has shipped since ``day`` began and that were there before; longest unsold first.

    Each has ``last_shipped`` (None: never). One query.
    """
    since = clock.day_start(day)
    shipped = Max("movements__moved_at", filter=Q(movements__cause="shipped"))
    return (
        StockRecord.objects.filter(product__is_public=True, date_created__lt=since)
        .annotate(last_shipped=shipped)
        .filter(Q(last_shipped=None) | Q(last_shipped__lt=since))
        .select_related("product__parent")
        .order_by(F("last_shipped").asc(nulls_first=True), "partner_sku")
    )
