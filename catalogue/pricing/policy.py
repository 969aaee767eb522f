"""What a price is. Amounts include tax, in the store's currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Price:
    """``now`` is what the shopper pays; ``was`` is what it cost before, and only there when that was more."""

    now: Decimal
    was: Decimal | None = None

    @property
    def is_reduced(self) -> bool:
        return self.was is not None


def price_of(base: Decimal, list_price: Decimal | None, offered: Iterable[Decimal] = ()) -> Price:
    """The lowest of the SKU's own price and what the sources offer, against the highest it is known by."""
    now = min([base, *offered])
    before = max(base, list_price or base)
    return Price(now, before if before > now else None)


@dataclass(frozen=True)
class PriceTag:
    """What a list says of a product: its lowest price, and whether some variant costs more."""

    price: Price
    varies: bool


def price_tag(prices: Iterable[Price]) -> PriceTag:
    lowest, *others = sorted(prices, key=lambda price: price.now)
    return PriceTag(lowest, varies=any(price.now != lowest.now for price in others))
