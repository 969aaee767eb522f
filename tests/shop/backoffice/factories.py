"""Goods as the back office sees them."""

from catalogue.inventory.models import StockRecord
from tests.orders.factories import a_stock


def a_sku(sku: str, *, on_hand: int = 10, warn_at: int | None = None, **fields) -> StockRecord:
    """A product on the shelf whose only SKU has this code."""
    stock = a_stock(on_hand=on_hand, **fields)
    StockRecord.objects.filter(pk=stock.pk).update(partner_sku=sku, low_stock_threshold=warn_at)
    stock.refresh_from_db()
    return stock
