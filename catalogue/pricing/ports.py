"""Where rooms above lower a price: a flash sale, a presale, a member's price, an offer on each piece."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

from kernel.ports import Port

#: Given stock ids, a source answers with its price for those it has one for. The lowest price on offer is the price.
PriceSource = Callable[[Collection[int]], Mapping[int, Decimal]]
PRICE_SOURCES: Port[PriceSource] = Port()

#: Given products and their prices, what offers to everybody leave of them; where nothing is off they may be left out.
ShownPrices = Callable[[Mapping[int, Decimal]], Mapping[int, Decimal]]
SHOWN_PRICES: Port[ShownPrices] = Port()
