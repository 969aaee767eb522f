"""Keeping the flat rows in step. Whoever changes a product calls ``refresh`` in the same transaction."""

from collections.abc import Collection, Iterator

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from catalogue.models import Product
from catalogue.search.entries import entries_of
from catalogue.search.models import ShelfEntry

BATCH = 500
KEPT_IN_STEP = [
    field.name for field in ShelfEntry._meta.concrete_fields if not field.primary_key and field.name != "document"
]


@transaction.atomic
def refresh(product_ids: Collection[int]) -> None:
    """Lists and search show these products (or, given a variant, its product) as they are in this transaction."""
    shown = set(Product.objects.filter(pk__in=product_ids).values_list(Coalesce("parent_id", "pk"), flat=True))
    entries = entries_of(shown)
    ShelfEntry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=["product"], update_fields=KEPT_IN_STEP
    )
    ShelfEntry.objects.filter(product__in=shown - {entry.product_id for entry in entries}).delete()


def reindex() -> int:
    """Every row is made anew, and rows of products that are gone are gone; the number of products on shelf."""
    products = Product.objects.exclude(structure=Product.CHILD)
    ShelfEntry.objects.exclude(product__in=products).delete()
    for batch in _batches(products.order_by("pk").values_list("pk", flat=True)):
        refresh(batch)
    return ShelfEntry.objects.count()


def _batches(ids: QuerySet[Product, int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for product_id in ids.iterator():
        batch.append(product_id)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
