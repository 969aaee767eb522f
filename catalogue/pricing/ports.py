"""Where rooms above lower a price: a flash sale, a presale, a member's price."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

from kernel.ports import Port

#: Given stock ids, a source answers with its price for those it has one for. The lowest price on offer is the price.
PriceSource = Callable[[Collection[int]], Mapping[int, Decimal]]
PRICE_SOURCES: Port[PriceSource] = Port()
