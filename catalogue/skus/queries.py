"""The variants of a product, what a shopper can choose of them, and which SKUs nobody buys."""

from dataclasses import dataclass, field

from catalogue.attributes.queries import Value, values_of
from catalogue.inventory.queries import StockRecord, stocks_under
from catalogue.models import Product
from catalogue.photos.queries import Photo, photos_of
from catalogue.pricing.queries import Price, prices_of

__all__ = ["Variant", "buyable", "variants_of"]


@dataclass(frozen=True)
class Variant:
    """One SKU as the picker sees it. ``options`` are in the order of the picker; a product without variants has
    none."""

    product_id: int
    stock_id: int
    sku: str
    options: tuple[Value, ...]
    price: Price
    free: int
    photo: Photo | None = None
    photos: list[Photo] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The choice in the shopper's words: ``Blue, 42``."""
        return ", ".join(option.label for option in self.options)

    @property
    def sold_out(self) -> bool:
        return self.free < 1


def variants_of(product: Product) -> list[Variant]:
    """The SKUs of a product that are on shelf and have a price, cheapest choices not first but as they were added.

    Four queries, for one variant or 132.
    """
    stocks = stocks_under([product.pk])
    prices = prices_of(stocks)
    ids = [stock.product_id for stock in stocks]
    values, photos = values_of(ids) if product.is_parent else {}, photos_of(ids)
    return [
        _variant(stock, prices[stock.pk], tuple(values.get(stock.product_id, ())), photos.get(stock.product_id, []))
        for stock in stocks
        if stock.pk in prices
    ]


def _variant(stock: StockRecord, price: Price, options: tuple[Value, ...], photos: list[Photo]) -> Variant:
    return Variant(
        product_id=stock.product_id,
        stock_id=stock.pk,
        sku=stock.partner_sku,
        options=options,
        price=price,
        free=stock.free,
        photo=photos[0] if photos else None,
        photos=photos,
    )


def buyable(sku: str | int) -> StockRecord | None:
    """The stock record of an SKU code or stock id that is on shelf and has a price, with its product; else None.

    Whether a piece is free is for ``inventory`` to say. One query; whatever a form may send is an answer.
    """
    stocks = StockRecord.objects.filter(product__is_public=True, price__isnull=False)
    stocks = stocks.exclude(product__structure=Product.PARENT).exclude(product__parent__is_public=False)
    if isinstance(sku, int):
        stocks = stocks.filter(pk=sku) if 0 < sku < 2**63 else stocks.none()
    else:
        stocks = stocks.filter(partner_sku=sku.replace("\0", ""))
    return stocks.select_related("product__parent").first()
