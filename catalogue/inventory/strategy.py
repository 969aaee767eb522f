"""How Oscar's basket and offers learn what a SKU costs and whether it can be had: from our own rooms."""

from collections.abc import Iterable
from typing import Any

from oscar.apps.partner import availability, prices, strategy

from catalogue.inventory.models import StockRecord
from catalogue.models import Product
from catalogue.pricing.queries import Price, prices_of
from kernel.money import ZERO


class Selector:
    def strategy(self, request: Any = None, user: Any = None, **kwargs: Any) -> "StoreStrategy":
        return StoreStrategy(request)


class StoreStrategy(strategy.Structured):
    """One price for list, product page, basket and offers; tax is in it. Lives as long as one request."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._prices: dict[int, Price | None] = {}

    def learn(self, stocks: Iterable[StockRecord]) -> None:
        """Ask for the prices of many SKUs at once, so that the price sources are called once a basket."""
        stocks = list(stocks)
        known = prices_of(stocks)
        self._prices.update({stock.pk: known.get(stock.pk) for stock in stocks})

    def fetch_for_line(self, line: Any, stockrecord: StockRecord | None = None) -> strategy.PurchaseInfo:
        return self.fetch_for_product(line.product, line.stockrecord)

    def select_stockrecord(self, product: Product) -> StockRecord | None:
        """A variant has one SKU."""
        return next(iter(product.stockrecords.all()), None)

    def pricing_policy(self, product: Product, stockrecord: StockRecord | None) -> prices.Base:
        price = self._price_of(stockrecord) if stockrecord else None
        if stockrecord is None or price is None:
            return prices.Unavailable()
        return prices.FixedPrice(currency=stockrecord.price_currency, excl_tax=price.now, tax=ZERO)

    def availability_policy(self, product: Product, stockrecord: StockRecord | None) -> availability.Base:
        if stockrecord is None or self._price_of(stockrecord) is None:
            return availability.Unavailable()
        return availability.StockRequired(stockrecord.free)

    def parent_pricing_policy(
        self, product: Product, children_stock: list[tuple[Product, StockRecord | None]]
    ) -> prices.Base:
        policies = [self.pricing_policy(child, stock) for child, stock in children_stock]
        known = [policy for policy in policies if policy.exists]
        return min(known, key=lambda policy: policy.incl_tax, default=prices.Unavailable())

    def parent_availability_policy(
        self, product: Product, children_stock: list[tuple[Product, StockRecord | None]]
    ) -> availability.Base:
        policies = (self.availability_policy(child, stock) for child, stock in children_stock)
        return next((policy for policy in policies if policy.is_available_to_buy), availability.Unavailable())

    def _price_of(self, stockrecord: StockRecord) -> Price | None:
        if stockrecord.pk not in self._prices:
            self.learn([stockrecord])
        return self._prices[stockrecord.pk]
