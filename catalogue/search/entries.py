"""How a product on shelf becomes one flat row."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from catalogue.attributes.queries import Value, values_of
from catalogue.inventory.queries import StockRecord, stocks_under
from catalogue.models import Category, Product, ProductCategory, ProductImage, Tag
from catalogue.pricing.queries import PriceTag, price_tags_of, shown_prices
from catalogue.search import words
from catalogue.search.models import ShelfEntry, ShelfLabel
from kernel.languages import in_each_language

LONGEST_FACET = 60


def entries_of(product_ids: Collection[int]) -> list[ShelfEntry]:
    """The rows, each with its ``label``, of those of these products that are on shelf. Ten queries."""
    products = list(
        Product.objects.filter(pk__in=product_ids, is_public=True).exclude(structure=Product.CHILD).order_by("pk")
    )
    ids = [product.pk for product in products]
    known = _Known(ids)
    return [known.entry_of(product) for product in products]


class _Known:
    """All that is known of some products, read in a fixed number of queries."""

    def __init__(self, ids: list[int]) -> None:
        self.stocks = _grouped(stocks_under(ids))
        self.prices = price_tags_of(ids)
        self.shown = shown_prices({product_id: tag.price.now for product_id, tag in self.prices.items()})
        self.values = _values_with_variants(ids)
        self.categories = _categories_with_ancestors(ids)
        self.tags = _tags(ids)
        self.photos = _first_photos(ids)

    def entry_of(self, product: Product) -> ShelfEntry:
        stocks, values = self.stocks[product.pk], self.values[product.pk]
        categories, tags = self.categories[product.pk], self.tags[product.pk]
        entry = ShelfEntry(
            product_id=product.pk,
            categories=[category.pk for category in categories],
            tags=[tag.pk for tag in tags],
            facets=sorted({value.facet for value in values if len(value.facet) <= LONGEST_FACET}),
            in_stock=any(stock.free > 0 for stock in stocks),
            rating=product.rating or 0,
            review_count=product.review_count,
            sold_count=product.sold_count,
            published_at=product.published_at or product.date_created,
            shown_price=self.shown.get(product.pk),
            **_priced(self.prices.get(product.pk)),
        )
        entry.label = ShelfLabel(
            entry=entry,
            shown=_shown(product, self.photos.get(product.pk)),
            **_worded(product, [*categories, *tags], values, stocks),
        )
        return entry


def _grouped(stocks: list[StockRecord]) -> dict[int, list[StockRecord]]:
    grouped = defaultdict(list)
    for stock in stocks:
        grouped[stock.shown_under].append(stock)
    return grouped


def _values_with_variants(ids: list[int]) -> dict[int, list[Value]]:
    """The values of each product and of its variants on shelf."""
    variants = dict(Product.objects.filter(parent__in=ids, is_public=True).values_list("pk", "parent_id"))
    gathered: dict[int, list[Value]] = defaultdict(list)
    for product_id, values in values_of([*ids, *variants]).items():
        gathered[variants.get(product_id, product_id)] += values
    return gathered


def _categories_with_ancestors(ids: list[int]) -> dict[int, list[Category]]:
    tree = {category.path: category for category in Category.objects.browsable()}
    gathered: dict[int, dict[str, Category]] = defaultdict(dict)
    for product_id, path in ProductCategory.objects.filter(product__in=ids).values_list("product", "category__path"):
        if path in tree:
            ends = range(Category.steplen, len(path) + 1, Category.steplen)
            gathered[product_id].update((path[:end], tree[path[:end]]) for end in ends)
    return defaultdict(list, {product_id: list(found.values()) for product_id, found in gathered.items()})


def _tags(ids: list[int]) -> dict[int, list[Tag]]:
    gathered: dict[int, list[Tag]] = defaultdict(list)
    for tag in Tag.objects.filter(products__in=ids).annotate(tagged=F("products")).order_by("pk"):
        gathered[tag.tagged].append(tag)
    return gathered


def _first_photos(ids: list[int]) -> dict[int, ProductImage]:
    """The first photograph of each product, or else of its first variant that has one."""
    images = ProductImage.objects.filter(Q(product__in=ids) | Q(product__parent__in=ids))
    images = images.annotate(under=Coalesce("product__parent_id", "product_id"))
    images = images.order_by(
        "under", F("product__parent_id").asc(nulls_first=True), "product_id", "display_order", "pk"
    )
    return {image.under: image for image in images.distinct("under")}


def _shown(product: Product, image: ProductImage | None) -> dict[str, Any]:
    return {
        "slug": product.slug,
        "title": in_each_language(product, "title"),
        "note": in_each_language(product, "note"),
        "photo": _photo(image) if image else None,
    }


def _photo(image: ProductImage) -> dict[str, Any]:
    return {
        "name": image.original.name,
        "alt": in_each_language(image, "caption"),
        "width": image.width,
        "height": image.height,
        "widths": image.widths,
        "colour": image.colour,
    }


def _priced(tag: PriceTag | None) -> dict[str, Any]:
    return {"price": tag.price.now, "price_was": tag.price.was, "price_from": tag.varies} if tag else {}


def _worded(
    product: Product, named: list[Category | Tag], values: list[Value], stocks: list[StockRecord]
) -> dict[str, str]:
    """Titles weigh most, then the names of categories and tags, and values, then the note; SKU codes and single
    characters least."""
    titles = in_each_language(product, "title").values()
    labels = [name for each in named for name in in_each_language(each, "name").values()]
    codes = [stock.partner_sku for stock in stocks]
    labels += dict.fromkeys(label for value in values for label in value.labels.values())
    return {
        "title_words": words.spaced(titles),
        "label_words": words.spaced(labels),
        "note_words": words.spaced(in_each_language(product, "note").values()),
        "other_words": " ".join([words.spaced(codes), *words.characters_of("".join([*titles, *labels]))]),
    }
