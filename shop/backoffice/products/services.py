"""Changing products by hand: each change and its audit entry are one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from catalogue.models import Category, Product, ProductClass, Tag
from catalogue.skus import services as skus
from kernel import audit
from kernel.languages import Said
from shop.backoffice.products.snapshots import Snapshot, snapshot_of

PRICES = {"price", "list price", "cost"}


class EditedMeanwhile(Exception):
    """Someone else saved the product after this form was opened."""


@dataclass(frozen=True)
class Variant:
    """An SKU as it should be."""

    stock_id: int
    sku: str
    price: Decimal
    list_price: Decimal | None
    cost_price: Decimal | None
    warn_at: int | None
    offered: bool


@dataclass(frozen=True)
class Addition:
    """An SKU that should be there too."""

    sku: str
    price: Decimal
    list_price: Decimal | None
    cost_price: Decimal | None
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Edit:
    """All that one save of the editor changes; texts are by field and language, values by attribute code."""

    texts: Mapping[str, Said]
    categories: Iterable[Category]
    tags: Iterable[Tag]
    values: Mapping[str, Any]
    variants: Iterable[Variant]
    additions: Iterable[Addition]


@transaction.atomic
def create_product(*, kind: ProductClass, title: Said) -> Product:
    product = skus.create_product(kind=kind, title=title)
    audit.record(action="product.created", subject=_subject(product), after=snapshot_of(product).product)
    return product


@transaction.atomic
def save_product(*, product: Product, version: str, edit: Edit) -> None:
    """The product is as ``edit`` says. Raises EditedMeanwhile where it is no longer as it was at ``version``,
    and whatever ``catalogue.skus`` refuses; then nothing has changed."""
    Product.objects.select_for_update().get(pk=product.pk)
    before = snapshot_of(product)
    if before.version != version:
        raise EditedMeanwhile
    skus.update_product(
        product=product, texts=edit.texts, categories=edit.categories, tags=edit.tags, values=edit.values
    )
    for variant in edit.variants:
        _save_variant(variant, before.skus[variant.stock_id])
    for addition in edit.additions:
        skus.add_variant(product=product, **asdict(addition))
    _record(product, before, snapshot_of(product))


def _save_variant(variant: Variant, was: Mapping[str, Any]) -> None:
    """Only what differs is touched, so a save that changes a title rewrites no price."""
    if variant.sku != was["sku"]:
        skus.rename_variant(stock_id=variant.stock_id, sku=variant.sku)
    if (variant.price, variant.list_price, variant.cost_price) != (was["price"], was["list price"], was["cost"]):
        skus.price_variant(
            stock_id=variant.stock_id,
            price=variant.price,
            list_price=variant.list_price,
            cost_price=variant.cost_price,
        )
    if variant.warn_at != was["warn at"]:
        skus.warn_at(stock_id=variant.stock_id, pieces=variant.warn_at)
    if variant.offered != was["offered"]:
        (skus.offer_variant if variant.offered else skus.withdraw_variant)(stock_id=variant.stock_id)


@transaction.atomic
def publish(*, product: Product) -> None:
    """Raises NotReady where something is missing."""
    if not product.is_public:
        skus.publish(product=product)
        audit.record(action="product.published", subject=_subject(product), after={"on shelf": True})


@transaction.atomic
def take_off_shelf(*, product: Product) -> None:
    if product.is_public:
        skus.take_off_shelf(product=product)
        audit.record(action="product.taken_off", subject=_subject(product), after={"on shelf": False})


def _record(product: Product, before: Snapshot, after: Snapshot) -> None:
    """One entry for the product's own words, one for each SKU, so that a price's history is found by its SKU."""
    if before.product != after.product:
        audit.record(action="product.edited", subject=_subject(product), before=before.product, after=after.product)
    for stock_id, now in after.skus.items():
        was = before.skus.get(stock_id, {})
        if was != now:
            audit.record(action=_action(was, now), subject=f"sku:{now['sku']}", before=was, after=now)


def _action(was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    if not was:
        return "sku.added"
    return "prices.changed" if any(was[name] != now[name] for name in PRICES) else "sku.edited"


def _subject(product: Product) -> str:
    return f"product:{product.pk}"
