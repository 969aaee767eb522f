from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from catalogue.attributes.queries import values_of
from catalogue.inventory.models import StockRecord
from catalogue.inventory.queries import FREE, low_stock_threshold
from catalogue.skus.queries import never_sold_since
from kernel import clock
from kernel.money import rounded

#: What can be looked at, in the order of the tabs.
VIEWS = ("all", "low", "out", "promised", "unsold")
#: Name of the threshold: a SKU of which nothing left for so many days is one to think about.
UNSOLD_DAYS = "unsold for days"


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

    @property
    def tied_up(self) -> Decimal | None:
        """What the pieces on hand have cost; None where their cost is not known."""
        cost = self.stock.cost_price
        return rounded(cost * self.stock.num_in_stock) if cost is not None else None

    @property
    def last_sold_on(self) -> date | None:
        """Known in the view of what is unsold; None: never."""
        moment = getattr(self.stock, "last_shipped", None)
        return clock.store_day(moment) if moment else None


def stocks(*, view: str = "all", words: str = "", days: int = 60) -> QuerySet[StockRecord]:
    """The SKUs of one view, by SKU code or, where pieces are scarce, the scarcest first. ``days`` is how long nobody
    bought what is unsold."""
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
        case "unsold":
            unsold = never_sold_since(clock.today() - timedelta(days=days))
            return unsold.filter(pk__in=_matching(words).values("pk")) if words else unsold
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


UNSOLD_COLUMNS = ("sku", "title", "options", "on_hand", "free", "cost_of_stock", "last_sold", "there_since")


def unsold_cells(row: Row) -> list[object]:
    """A row of what is unsold, as its CSV has it."""
    stock = row.stock
    since = clock.store_day(stock.date_created)
    return [
        *(stock.partner_sku, row.title, row.options, stock.num_in_stock, stock.free),
        *(row.tied_up if row.tied_up is not None else "", row.last_sold_on or "", since),
    ]
