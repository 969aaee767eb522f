from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from catalogue.inventory.models import StockRecord
from catalogue.models import Category, Product
from catalogue.photos.queries import Photo, photos_of
from kernel.prepared import Prepared
from kernel.templatetags.shop_money import money
from shop.memories import FRAME

#: What can be looked at, in the order of the tabs.
VIEWS = ("all", "on", "off", "out")
#: What is in these changes by the hands of staff; what is sold out, by every order.
STEADY = frozenset({"all", "on", "off"})
#: What the list says of a product itself; its texts would be most of what is read.
COLUMNS = ("structure", "is_public", "title", "title_en", "title_zh_hans", "sold_count", "date_updated")


@dataclass(frozen=True)
class Row:
    """A product as the list shows it. Prices are the lowest and highest of its SKUs, None where none is priced.

    What the list shows as it stands is a text already: a template asks of every number how it is written here. Two rows
    are the same where they look the same.
    """

    id: str
    title: str
    url: str
    is_public: bool
    is_half_translated: bool
    categories: tuple[str, ...]
    photo: Photo | None
    sold: str
    changed_at: str
    changed: str
    skus: str
    free: int
    lowest: Decimal | None
    highest: Decimal | None

    @property
    def free_pieces(self) -> str:
        return str(self.free)

    @property
    def price(self) -> str:
        return money(self.lowest) if self.lowest == self.highest else f"{money(self.lowest)}–{money(self.highest)}"


@dataclass
class _Sums:
    skus: int = 0
    free: int = 0
    prices: list[Decimal] = field(default_factory=list)


def products(*, view: str = "all", words: str = "", category: Category | None = None) -> QuerySet[Product]:
    """The products of one view, what was touched last first."""
    found = Product.objects.exclude(structure=Product.CHILD).order_by("-date_updated", "-pk").only(*COLUMNS)
    if view in ("on", "off"):
        found = found.filter(is_public=view == "on")
    if view == "out":
        found = found.filter(is_public=True, shelf_entry__in_stock=False)
    if category:
        found = found.filter(categories__path__startswith=category.path).distinct()
    return found.filter(_matching(words)) if words else found


def _matching(words: str) -> Q:
    coded = StockRecord.objects.filter(partner_sku__istartswith=words)
    sold = coded.values_list(Coalesce("product__parent_id", "product_id"), flat=True)
    return _titled(words) | Q(pk__in=sold)


def _titled(words: str) -> Q:
    return Q(title_en__icontains=words) | Q(title_zh_hans__icontains=words)


def products_titled(words: str) -> QuerySet[Product]:
    """The products with these words in either title."""
    return products().filter(_titled(words))


def rows(found: Collection[Product]) -> list[Row]:
    """What the list says of these; four queries, however many."""
    ids = [product.pk for product in found]
    sums, photos, categories = _sums(ids), photos_of(ids), _categories(ids)
    page = reverse("office:product", args=[0])
    return [
        _row(product, page, sums[product.pk], photos.get(product.pk, []), categories[product.pk]) for product in found
    ]


def _row(product: Product, page: str, sums: _Sums, photos: list[Photo], categories: list[str]) -> Row:
    changed = timezone.localtime(product.date_updated)
    return Row(
        id=str(product.pk),
        title=product.title,
        url=page.replace("/0/", f"/{product.pk}/"),
        is_public=product.is_public,
        is_half_translated=not (product.title_en and product.title_zh_hans),
        categories=tuple(categories),
        photo=photos[0] if photos else None,
        sold=str(product.sold_count),
        changed_at=changed.isoformat(timespec="seconds"),
        changed=f"{changed:%Y-%m-%d %H:%M}",
        skus=str(sums.skus),
        free=sums.free,
        lowest=min(sums.prices, default=None),
        highest=max(sums.prices, default=None),
    )


@Prepared
def _stocks(keys: Any) -> QuerySet[StockRecord, Any]:
    pieces = ("product", "num_in_stock", "num_allocated", "price")
    return StockRecord.objects.filter(product__in=keys).values_list(*pieces)


@Prepared
def _variants(keys: Any) -> QuerySet[Product, Any]:
    return Product.objects.rewrite(False).filter(parent__in=keys).order_by().values_list("pk", "parent_id")


def _sums(ids: list[int]) -> defaultdict[int, _Sums]:
    """Variants are looked up first: asking for a product's or its parent's stock at once reads every SKU there is."""
    shown_under = dict(_variants.rows(ids))
    shown_under.update({pk: pk for pk in ids})
    sums: defaultdict[int, _Sums] = defaultdict(_Sums)
    for product_id, on_hand, promised, price in _stocks.rows(shown_under):
        each = sums[shown_under[product_id]]
        each.skus += 1
        each.free += on_hand - promised
        if price is not None:
            each.prices.append(price)
    return sums


def _categories(ids: Iterable[int]) -> defaultdict[int, list[str]]:
    names: defaultdict[int, list[str]] = defaultdict(list)
    for product_id, name in Category.objects.filter(product__in=ids).order_by("path").values_list("product", "name"):
        names[product_id].append(name)
    return names


def category_choices() -> tuple[tuple[str, str], ...]:
    """Every category by id, in the order of the tree and indented by its depth. No query while it is remembered."""
    return FRAME.recall_one(("category choices", get_language() or settings.LANGUAGE_CODE), _category_choices)


def _category_choices() -> tuple[tuple[str, str], ...]:
    rows = Category.objects.order_by("path").values_list("pk", "depth", "name")
    return tuple((str(pk), "\N{EM SPACE}" * (depth - 1) + name) for pk, depth, name in rows)


def skus_of(product: Product) -> list[StockRecord]:
    """Every SKU of a product, offered or not, as they were added. One query."""
    found = StockRecord.objects.filter(Q(product=product) | Q(product__parent=product))
    return list(found.select_related("product").order_by("pk"))
