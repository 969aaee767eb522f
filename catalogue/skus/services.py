"""Commands on products and their variants, as the product editor gives them. Lists follow in the same transaction."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from catalogue.attributes import services as attributes
from catalogue.attributes.queries import values_of
from catalogue.inventory.queries import StockRecord, the_store
from catalogue.models import Category, Product, ProductClass, Tag
from catalogue.search import services as search
from catalogue.skus import policy
from kernel import clock
from kernel.languages import Said, column

NOTHING: Mapping[str, Any] = {}
TRANSLATED = ("title", "note", "description")


class SkuTaken(ValueError):
    """Another variant has this SKU code already."""


class CombinationTaken(ValueError):
    """Another variant of the product has these options already."""


class OptionsDiffer(ValueError):
    """All variants of a product differ in the same options; a product without options has one SKU."""


class PriceRefused(ValueError):
    """A price is at least 0.00, in whole cents, and below ten billion."""


class NotReady(ValueError):
    """The product cannot go on shelf; ``missing`` names what it lacks: title, category, price."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


@transaction.atomic
def create_product(
    *,
    kind: ProductClass,
    title: Said,
    note: Said = NOTHING,
    description: Said = NOTHING,
    categories: Iterable[Category] = (),
    tags: Iterable[Tag] = (),
    values: Mapping[str, Any] = NOTHING,
) -> Product:
    """A product that is not on shelf yet and has no SKU; texts are by language code, ``values`` by attribute code."""
    texts = {**_columns("title", title), **_columns("note", note), **_columns("description", description)}
    slug = slugify(title.get("en") or "") or "product"
    product = Product.objects.create(
        product_class=kind, structure=Product.STANDALONE, is_public=False, slug=slug, **texts
    )
    product.categories.set(categories)
    product.tags.set(tags)
    attributes.set_values(product=product, values=values)
    return product


@transaction.atomic
def update_product(
    *,
    product: Product,
    texts: Mapping[str, Said] = NOTHING,
    categories: Iterable[Category] | None = None,
    tags: Iterable[Tag] | None = None,
    values: Mapping[str, Any] = NOTHING,
) -> None:
    """What is given is so now, the rest as it was; ``texts`` are title, note and description. Addresses stay valid."""
    columns = {name: said for field in TRANSLATED for name, said in _columns(field, texts.get(field, {})).items()}
    if columns:
        Product.objects.filter(pk=product.pk).update(**columns, date_updated=clock.now())
    if categories is not None:
        product.categories.set(categories)
    if tags is not None:
        product.tags.set(tags)
    attributes.set_values(product=product, values=values)
    product.refresh_from_db()
    search.refresh([product.pk])


@transaction.atomic
def add_variant(
    *,
    product: Product,
    sku: str,
    price: Decimal,
    options: Mapping[str, Any] = NOTHING,
    list_price: Decimal | None = None,
    cost_price: Decimal | None = None,
    on_hand: int = 0,
) -> StockRecord:
    """One more SKU to choose, with its options by attribute code; without options, the product's only SKU.

    Raises SkuTaken, CombinationTaken, OptionsDiffer, PriceRefused, AttributeRefused.
    """
    _check_prices(price, list_price, cost_price)
    product = Product.objects.select_for_update().get(pk=product.pk)
    _check_options(product, options)
    sold = _child(product, options) if options else product
    stock = _stock(sold, sku, price=price, list_price=list_price, cost_price=cost_price, num_in_stock=on_hand)
    search.refresh([product.pk])
    return stock


@transaction.atomic
def price_variant(
    *,
    stock_id: int,
    price: Decimal,
    list_price: Decimal | None = None,
    cost_price: Decimal | None = None,
) -> None:
    """The SKU costs ``price`` from now on, struck against ``list_price``. Raises PriceRefused."""
    _check_prices(price, list_price, cost_price)
    stock = StockRecord.objects.select_for_update().get(pk=stock_id)
    stock.price, stock.list_price, stock.cost_price = price, list_price, cost_price
    stock.save(update_fields=["price", "list_price", "cost_price", "date_updated"])
    search.refresh([stock.product_id])


@transaction.atomic
def rename_variant(*, stock_id: int, sku: str) -> None:
    """The SKU has this code from now on; what was ordered keeps the code it had. Raises SkuTaken."""
    stock = StockRecord.objects.select_for_update().get(pk=stock_id)
    stock.partner_sku = sku
    try:
        with transaction.atomic():
            stock.save(update_fields=["partner_sku", "date_updated"])
    except IntegrityError as error:
        raise SkuTaken(sku) from error
    search.refresh([stock.product_id])


@transaction.atomic
def warn_at(*, stock_id: int, pieces: int | None) -> None:
    """Stock counts as low at this many free pieces; None leaves it to the store's own threshold."""
    StockRecord.objects.filter(pk=stock_id).update(low_stock_threshold=pieces)


@transaction.atomic
def withdraw_variant(*, stock_id: int) -> None:
    """The variant is no longer offered; its orders and movements stay."""
    _offer(stock_id, offered=False)


@transaction.atomic
def offer_variant(*, stock_id: int) -> None:
    """The variant can be chosen again."""
    _offer(stock_id, offered=True)


@transaction.atomic
def publish(*, product: Product) -> None:
    """The product is on shelf, new as of now if it never was before. Raises NotReady."""
    product = Product.objects.select_for_update().get(pk=product.pk)
    if missing := _missing(product):
        raise NotReady(missing)
    product.is_public = True
    product.published_at = product.published_at or clock.now()
    product.save(update_fields=["is_public", "published_at", "date_updated"])
    search.refresh([product.pk])


@transaction.atomic
def take_off_shelf(*, product: Product) -> None:
    """Shoppers no longer find or buy it."""
    Product.objects.filter(pk=product.pk).update(is_public=False, date_updated=clock.now())
    search.refresh([product.pk])


def _check_prices(*prices: Decimal | None) -> None:
    for price in prices:
        if price is not None and not policy.is_a_price(price):
            raise PriceRefused(price)


def _check_options(product: Product, options: Mapping[str, Any]) -> None:
    """Every variant of a product is told from the others by the same options, each in its own combination."""
    taken = [
        {value.code: value.value for value in values}
        for values in values_of(list(product.children.values_list("pk", flat=True))).values()
    ]
    if (product.stockrecords.exists() or taken) and not policy.differs_like(taken, options):
        raise OptionsDiffer(sorted(options))
    if options in taken:
        raise CombinationTaken(options)


def _child(parent: Product, options: Mapping[str, Any]) -> Product:
    if not parent.is_parent:
        parent.structure = Product.PARENT
        parent.save(update_fields=["structure"])
    child = Product.objects.create(structure=Product.CHILD, parent=parent, is_public=True, slug=parent.slug)
    attributes.set_values(product=child, values=options)
    return child


def _stock(product: Product, sku: str, **fields: Any) -> StockRecord:
    try:
        with transaction.atomic():
            return StockRecord.objects.create(product=product, partner=the_store(), partner_sku=sku, **fields)
    except IntegrityError as error:
        raise SkuTaken(sku) from error


def _offer(stock_id: int, *, offered: bool) -> None:
    stock = StockRecord.objects.select_related("product").get(pk=stock_id)
    Product.objects.filter(pk=stock.product_id, structure=Product.CHILD).update(is_public=offered)
    search.refresh([stock.product_id])


def _missing(product: Product) -> list[str]:
    priced = StockRecord.objects.filter(price__isnull=False)
    has = {
        "title": bool(product.title),
        "category": product.categories.exists(),
        "price": priced.filter(product=product).exists() or priced.filter(product__parent=product).exists(),
    }
    return [name for name, there in has.items() if not there]


def _columns(field: str, words: Said) -> dict[str, str]:
    return {column(field, language): said for language, said in words.items()}
