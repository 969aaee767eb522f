from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Protocol

from catalogue.inventory.queries import stocks_under
from catalogue.pricing.policy import Price, PriceTag, price_of, price_tag
from catalogue.pricing.ports import PRICE_SOURCES, SHOWN_PRICES

__all__ = ["Price", "PriceTag", "price_tags_of", "prices_of", "shown_prices"]


class Priced(Protocol):
    """A stock record, or anything that knows its id and its own two prices."""

    @property
    def pk(self) -> int: ...
    @property
    def price(self) -> Decimal | None: ...
    @property
    def list_price(self) -> Decimal | None: ...


def prices_of(stocks: Iterable[Priced]) -> dict[int, Price]:
    """The price of each SKU by stock id; a SKU without a price of its own is not for sale and left out.

    Costs no query of its own, and one call to each price source however many SKUs there are.
    """
    own = {stock.pk: (stock.price, stock.list_price) for stock in stocks}
    offers = [source(own.keys()) for source in PRICE_SOURCES.values()] if own else []
    return {
        stock_id: price_of(price, list_price, _offered(offers, stock_id))
        for stock_id, (price, list_price) in own.items()
        if price is not None
    }


def price_tags_of(product_ids: Collection[int]) -> dict[int, PriceTag]:
    """The price tag of each product, over all its variants on shelf. One query whatever the number."""
    stocks = stocks_under(product_ids)
    prices = prices_of(stocks)
    by_product: dict[int, list[Price]] = defaultdict(list)
    for stock in stocks:
        if stock.pk in prices:
            by_product[stock.shown_under].append(prices[stock.pk])
    return {product_id: price_tag(prices) for product_id, prices in by_product.items()}


def shown_prices(prices: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Product id → the price that lists show: its own, less what is offered to everybody."""
    shown = dict(prices)
    for lower in SHOWN_PRICES.values():
        shown |= lower(shown)
    return shown


def _offered(offers: Iterable[Mapping[int, Decimal]], stock_id: int) -> list[Decimal]:
    return [offer[stock_id] for offer in offers if stock_id in offer]
