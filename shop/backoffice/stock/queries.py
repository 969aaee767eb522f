from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from catalogue.attributes.queries import values_of
from catalogue.inventory.models import StockRecord
from catalogue.inventory.queries import FREE, low_stock_threshold

#: What can be looked at, in the order of the tabs.
VIEWS = ("all", "low", "out", "promised")


@dataclass(frozen=True)
class Row:
    """A SKU as the list shows it; ``state`` is how its free pieces stand to its threshold."""

    stock: StockRecord
    title: str
    options: str
    threshold: int

    @property
    def state(self) -> str:
        if self.stock.free < 1:
            return "bad"
        return "warn" if self.stock.free <= self.threshold else ""


def stocks(*, view: str = "all", words: str = "") -> QuerySet[StockRecord]:
    """The SKUs of one view, by SKU code or, where pieces are scarce, the scarcest first."""
    found = _matching(words).select_related("product__parent")
    match view:
        case "low":
            threshold = Coalesce("low_stock_threshold", low_stock_threshold())
            found = found.filter(product__is_public=True).alias(free=FREE).filter(free__lte=threshold)
            return found.order_by(FREE, "pk")
        case "out":
            return found.filter(num_in_stock=F("num_allocated")).order_by("partner_id", "partner_sku")
        case "promised":
            return found.filter(num_allocated__gt=0).order_by("-num_allocated", "pk")
    return found.order_by("partner_id", "partner_sku")


def _matching(words: str) -> QuerySet[StockRecord]:
    if not words:
        return StockRecord.objects.all()
    titles = Q()
    for path in ("product__", "product__parent__"):
        for column in ("title_en", "title_zh_hans"):
            titles |= Q(**{f"{path}{column}__icontains": words})
    return StockRecord.objects.filter(Q(partner_sku__istartswith=words) | titles)


def rows(found: Collection[StockRecord]) -> list[Row]:
    """What the list says of these; three queries, however many."""
    options = values_of([stock.product_id for stock in found if stock.product.is_child])
    threshold = low_stock_threshold()
    return [
        _row(stock, threshold, ", ".join(value.label for value in options.get(stock.product_id, []))) for stock in found
    ]


def _row(stock: StockRecord, threshold: int, options: str) -> Row:
    product = stock.product.parent if stock.product.is_child else stock.product
    own = stock.low_stock_threshold
    return Row(stock, product.title, options, threshold if own is None else own)
