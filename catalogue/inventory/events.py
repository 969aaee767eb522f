"""What inventory announces. ``stock_id`` is the stock record's id, ``product_id`` the variant's."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StockRanOut:
    """The last free piece of a SKU is promised or gone."""

    stock_id: int
    product_id: int
    version: int = 1


@dataclass(frozen=True)
class StockCameBack:
    """A SKU that had nothing free has something again."""

    stock_id: int
    product_id: int
    version: int = 1
