"""A basket, and its lines with their goods, each in one narrow SELECT.

Every page of the purchase reads them, most of them more than once. As models the lines are four tables of seventy
columns, which takes ten times as long as the rest of the question.
"""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.utils.translation import get_language

from kernel.languages import column
from kernel.prepared import object_of
from orders.basket.models import Basket
from orders.basket.shopper import Shopper

M = TypeVar("M", bound=Model)


class StoredLine(NamedTuple):
    """One line of a basket with the SKU it is of; ``pk`` is the stock record's id."""

    line_id: int
    wanted: int
    seen_price: Decimal | None
    is_removed: bool
    has_codes: bool
    pk: int
    sku: str
    price: Decimal | None
    list_price: Decimal | None
    cost: Decimal | None
    partner_id: int
    free: int
    product_id: int
    parent_id: int | None
    title: str
    shown_id: int
    shown_slug: str
    is_on_shelf: bool
    may_be_reduced: bool


GOODS = """
    stock.id, stock.partner_sku, stock.price, stock.list_price, stock.cost_price, stock.partner_id,
    stock.num_in_stock - stock.num_allocated, product.id, product.parent_id, {title}, shown.id, shown.slug,
    product.is_public AND shown.is_public, shown.is_discountable
"""
SHELF = """
    partner_stockrecord stock JOIN catalogue_product product ON product.id = stock.product_id
    JOIN catalogue_product shown ON shown.id = coalesce(product.parent_id, product.id)
"""
LINES = """
SELECT line.id, line.quantity, line.price_incl_tax, line.removed_at IS NOT NULL,
    EXISTS (SELECT FROM basket_basket_vouchers held WHERE held.basket_id = line.basket_id), {goods}
FROM basket_line line JOIN {shelf} ON stock.id = line.stockrecord_id
WHERE line.basket_id = %s AND (line.removed_at IS NULL OR line.removed_at >= %s)
ORDER BY line.date_created, line.id
"""
PIECES = "SELECT 0, 1, NULL::numeric, false, false, {goods} FROM {shelf} WHERE stock.id = ANY(%s)"


#: What of a basket is read; the rest of it is asked for by whoever wants it.
BASKET = ("id", "owner_id", "visitor_id")
OPEN = "SELECT {columns} FROM basket_basket basket {along} WHERE basket.status = 'Open' AND {whose} = %s"
COUNT = """
SELECT coalesce(sum(line.quantity), 0) FROM basket_basket basket JOIN basket_line line ON line.basket_id = basket.id
WHERE basket.status = 'Open' AND line.removed_at IS NULL AND {whose} = %s
"""
ALONG = "LEFT JOIN {table} along ON along.basket_id = basket.id"


def open_basket_of(shopper: Shopper) -> Basket | None:
    """The shopper's one open basket, if there is one. One query."""
    row = _open_row(shopper, [], "")
    return Basket.from_db(connection.alias, BASKET, row) if row else None


def open_basket_and(model: type[M], shopper: Shopper) -> tuple[Basket, M | None] | None:
    """The same with what hangs on it one to one, if it does. One query."""
    fields = model._meta.concrete_fields
    row = _open_row(shopper, [f"along.{field.column}" for field in fields], ALONG.format(table=model._meta.db_table))
    if row is None:
        return None
    basket, rest = Basket.from_db(connection.alias, BASKET, row[: len(BASKET)]), row[len(BASKET) :]
    return basket, object_of(model, rest) if rest[0] is not None else None


def _open_row(shopper: Shopper, more: list[str], along: str) -> tuple[Any, ...] | None:
    columns = ", ".join([*(f"basket.{name}" for name in BASKET), *more])
    with connection.cursor() as cursor:
        cursor.execute(
            OPEN.format(columns=columns, along=along, whose=_whose(shopper)),
            [shopper.user_id or shopper.visitor_id or "nobody"],
        )
        return cursor.fetchone()


def pieces_in_basket_of(shopper: Shopper) -> int:
    """How many pieces lie in the shopper's open basket. One query."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(whose=_whose(shopper)), [shopper.user_id or shopper.visitor_id or "nobody"])
        pieces: int = cursor.fetchone()[0]
    return pieces


def _whose(shopper: Shopper) -> str:
    return "basket.owner_id" if shopper.user_id else "basket.owner_id IS NULL AND basket.visitor_id"


def lines_of(basket_id: int, *, removed_since: datetime) -> list[StoredLine]:
    """The lines in the order they came, those with them that were removed since then. One query."""
    return _rows(LINES, [basket_id, removed_since])


def pieces_of(stock_ids: Collection[int]) -> list[StoredLine]:
    """One piece of each of these SKUs, as if it lay in a basket. One query where there are any."""
    return _rows(PIECES, [list(stock_ids)]) if stock_ids else []


def _rows(statement: str, values: list[Any]) -> list[StoredLine]:
    goods = GOODS.format(title=_title(get_language() or settings.LANGUAGE_CODE))
    with connection.cursor() as cursor:
        cursor.execute(statement.format(goods=goods, shelf=SHELF), values)
        return list(map(StoredLine._make, cursor.fetchall()))


@lru_cache
def _title(language: str) -> str:
    """A variant is called like its product where it has no title; in the other language where it has none in this."""
    languages = dict.fromkeys([language, *(code for code, _ in settings.LANGUAGES)])
    columns = [column("title", code) for code in languages]
    named = [f"nullif({table}.{each}, '')" for table in ("product", "shown") for each in columns]
    return f"coalesce({', '.join(named)}, '')"
