from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from catalogue.inventory.models import Partner, StockMovement, StockRecord
from kernel.thresholds import value_of

__all__ = [
    "FREE",
    "Shelved",
    "StockRecord",
    "free_stock_of",
    "low_stock",
    "low_stock_threshold",
    "movements_of",
    "shelved",
    "stocks_named",
    "stocks_under",
    "the_store",
]

LOW_STOCK = "low stock"
FREE = F("num_in_stock") - F("num_allocated")


class Shelved(NamedTuple):
    """What may change of a SKU while its page is remembered."""

    pk: int
    price: Decimal | None
    list_price: Decimal | None
    free: int


SHELVED = "SELECT id, price, list_price, num_in_stock - num_allocated FROM partner_stockrecord WHERE id = ANY(%s)"


def shelved(stock_ids: Iterable[int]) -> list[Shelved]:
    """These SKUs as they stand. One query; each view of a product asks it, and composing it would take the longest."""
    with connection.cursor() as cursor:
        cursor.execute(SHELVED, [list(stock_ids)])
        return list(map(Shelved._make, cursor.fetchall()))


def free_stock_of(stock_ids: Collection[int]) -> dict[int, int]:
    """How many pieces of each SKU can still be promised: on hand less promised. One query."""
    return dict(StockRecord.objects.filter(pk__in=stock_ids).values_list("pk", FREE))


def stocks_under(product_ids: Collection[int]) -> list[StockRecord]:
    """The SKUs on shelf of these products and of their variants; ``shown_under`` is the id of the product whose page
    shows the SKU. One query."""
    stocks = StockRecord.objects.filter(
        Q(product__in=product_ids) | Q(product__parent__in=product_ids), product__is_public=True
    )
    return list(stocks.annotate(shown_under=Coalesce("product__parent_id", "product_id")).order_by("pk"))


def stocks_named(skus: Collection[str]) -> dict[str, StockRecord]:
    """The stock records of these SKU codes, with their products and parents; unknown codes are left out. One query."""
    found = StockRecord.objects.filter(partner_sku__in=skus).select_related("product__parent")
    return {stock.partner_sku: stock for stock in found}


def movements_of(stock_id: int) -> QuerySet[StockMovement]:
    """All that came and went of a SKU, latest first; the changes add up to what is on hand."""
    return StockMovement.objects.filter(stock_id=stock_id).select_related("moved_by").order_by("-moved_at", "-pk")


def low_stock_threshold() -> int:
    """With so many free pieces a SKU is low, unless it has a threshold of its own. One query."""
    return value_of(LOW_STOCK)


def low_stock() -> QuerySet[StockRecord]:
    """SKUs on shelf with no more free than their threshold (or the store's), scarcest first; each has its ``free``."""
    threshold = Coalesce("low_stock_threshold", low_stock_threshold())
    return (
        StockRecord.objects.filter(product__is_public=True)
        .annotate(left=FREE)
        .filter(left__lte=threshold)
        .select_related("product__parent")
        .order_by("left", "partner_sku")
    )


def the_store() -> Partner:
    """Whose stock it is: there is one store."""
    return Partner.objects.get_or_create(code="store", defaults={"name": "Store"})[0]
