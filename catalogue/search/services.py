"""Keeping the flat rows in step. Whoever changes a product calls ``refresh`` in the same transaction."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from itertools import islice
from threading import Thread
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from catalogue.inventory.queries import FREE, StockRecord
from catalogue.models import Product
from catalogue.pricing.queries import shown_prices
from catalogue.search.entries import entries_of
from catalogue.search.matching import SHELF
from catalogue.search.models import KnownWord, ShelfEntry, ShelfLabel, Synonym
from catalogue.search.wording import SYNONYMS
from catalogue.search.words import LONGEST_WORD, spelling, words_of

BATCH = 500
MANY = 5_000


@transaction.atomic
def refresh(product_ids: Collection[int]) -> None:
    """Lists and search show these products (or, given a variant, its product) as they are in this transaction."""
    shown = _shown_under(product_ids)
    list(_held(shown))
    entries = entries_of(shown)
    labels = [entry.label for entry in entries]
    _write(ShelfEntry, entries)
    _write(ShelfLabel, labels)
    ShelfEntry.objects.filter(product__in=shown - {entry.product_id for entry in entries}).delete()
    _learn_words(labels)
    SHELF.forget()


def refresh_stock(product_ids: Collection[int]) -> None:
    """Cards say at once whether a piece is free; what is remembered of lists stays, orders run it out all day."""
    free = StockRecord.objects.alias(free=FREE).filter(
        Q(product=OuterRef("product")) | Q(product__parent=OuterRef("product")), product__is_public=True, free__gt=0
    )
    ShelfEntry.objects.filter(product__in=_shown_under(product_ids)).update(in_stock=Exists(free))


def show_sales(sold: Mapping[int, int]) -> None:
    """What sorts by sales knows how many of each product were sold; lists that are remembered learn it within a
    minute."""
    with connection.cursor() as cursor:
        cursor.execute(_SHOW_SALES, [list(sold), list(sold.values())])


_SHOW_SALES = """
UPDATE search_shelfentry SET sold_count = told.sold
FROM unnest(%s::int[], %s::int[]) AS told(product_id, sold) WHERE search_shelfentry.product_id = told.product_id
"""


def reprice() -> int:
    """Lists narrow and sort by the prices they show now; the number of products whose place that moves."""
    ids = ShelfEntry.objects.filter(price__isnull=False).order_by("pk").values_list("pk", flat=True)
    moved = sum(_reprice(batch) for batch in _batches(ids, MANY))
    if moved:
        SHELF.forget()
    return moved


@transaction.atomic
def _reprice(ids: Collection[int]) -> int:
    rows = list(_held(ids))
    shown = shown_prices({pk: price for pk, price, _ in rows if price is not None})
    moved = {pk: shown[pk] for pk, _, was in rows if pk in shown and shown[pk] != was}
    if moved:
        with connection.cursor() as cursor:
            cursor.execute(REPRICE, [list(moved), list(moved.values())])
    return len(moved)


#: Thousands of rows in one statement; written by the ORM it would be a CASE for each.
REPRICE = """
UPDATE search_shelfentry SET shown_price = moved.price
FROM unnest(%s::int[], %s::numeric[]) AS moved(product_id, price) WHERE search_shelfentry.product_id = moved.product_id
"""


def _held(product_ids: Collection[int]) -> QuerySet[ShelfEntry, tuple[int, Decimal | None, Decimal | None]]:
    """Product, price and shown price of the rows, which are ours until we commit. They are held before offers are
    asked, so that of two who write a price the later one knows the later offers."""
    rows = ShelfEntry.objects.filter(pk__in=product_ids).order_by("pk").select_for_update(no_key=True)
    return rows.values_list("pk", "price", "shown_price")


def reindex() -> int:
    """Every row is made anew, rows and words of what is gone are gone; the number of products on shelf."""
    products = Product.objects.exclude(structure=Product.CHILD)
    ShelfEntry.objects.exclude(product__in=products).delete()
    KnownWord.objects.all().delete()
    for batch in _batches(products.order_by("pk").values_list("pk", flat=True), BATCH):
        refresh(batch)
    return ShelfEntry.objects.count()


def set_synonyms(groups: Collection[str]) -> None:
    """Shoppers who seek one word of a group find the others; a group is words with commas between them."""
    with transaction.atomic():
        Synonym.objects.exclude(words__in=groups).delete()
        there = set(Synonym.objects.values_list("words", flat=True))
        Synonym.objects.bulk_create(Synonym(words=group) for group in dict.fromkeys(groups) if group not in there)
        SYNONYMS.forget()
        SHELF.forget()


def warm_up() -> None:
    """Load the dictionary in a thread of its own, so that no shopper waits the second it takes."""
    Thread(target=words_of, args=("掌柜",), name="dictionary", daemon=True).start()


def _shown_under(product_ids: Collection[int]) -> set[int]:
    """The products on whose pages these products and variants are shown."""
    return set(Product.objects.filter(pk__in=product_ids).values_list(Coalesce("parent_id", "pk"), flat=True))


def _write(model: type[ShelfEntry] | type[ShelfLabel], rows: Collection[Any]) -> None:
    """Insert the rows, or overwrite those that are there, in one statement."""
    key, *columns = (field.name for field in model._meta.concrete_fields if not field.generated)
    model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=[key], update_fields=columns)


def _learn_words(labels: Collection[ShelfLabel]) -> None:
    """What stands in titles and labels is what a mistyped word may have meant."""
    said = {word for label in labels for word in f"{label.title_words} {label.label_words}".split() if len(word) > 1}
    words = (KnownWord(word=word, spelling=spelling(word)) for word in sorted(said) if len(word) <= LONGEST_WORD)
    KnownWord.objects.bulk_create(words, ignore_conflicts=True)


def _batches(ids: QuerySet[Any, int], size: int) -> Iterator[list[int]]:
    rows = ids.iterator()
    while batch := list(islice(rows, size)):
        yield batch
