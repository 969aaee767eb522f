"""What a shopper agreed to, in a hash, and the same read anew from the rows that are charged, sent and refunded."""

import json
from collections.abc import Iterable
from decimal import Decimal
from hashlib import sha256
from itertools import groupby
from typing import Any

from orders.models import Order

VERSION = 2

Row = tuple[Any, ...]
COLUMNS = (
    *("pk", "stockrecord_id", "quantity", "gift_of__stockrecord_id"),
    *("unit_price_incl_tax", "line_price_before_discounts_incl_tax", "line_price_incl_tax"),
    *("shares__lane", "shares__name", "shares__amount"),
)


def hash_of(snapshot: dict[str, Any]) -> str:
    """Equal for equal snapshots, however the database orders their keys."""
    return sha256(json.dumps(snapshot, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def in_full(amount: Decimal) -> str:
    """Money written out, so that nothing is rounded on the way and 10 is 10.00."""
    return f"{amount:.2f}"


def hash_of_rows(order: Order) -> str:
    """The hash of the order's snapshot with all its money read anew from the rows: the kept one, unless a row was
    changed since. One query; orders from elsewhere have no snapshot and no hash."""
    if order.snapshot.get("version") != VERSION:
        return hash_of(order.snapshot) if order.snapshot else ""
    return hash_of(order.snapshot | _read_again(order))


def _read_again(order: Order) -> dict[str, Any]:
    rows = order.lines.order_by("pk", "shares__pk").values_list(*COLUMNS)
    lines = [list(shares) for _, shares in groupby(rows, key=lambda row: row[0])]
    bought = [shares for shares in lines if shares[0][3] is None]
    return {
        "goods": in_full(sum((shares[0][5] for shares in bought), Decimal(0))),
        "delivery": in_full(order.shipping_incl_tax),
        "points": order.points_spent,
        "total": in_full(order.total_incl_tax),
        "lines": [_line(shares) for shares in bought],
        "gifts": [{"stock": row[1], "pieces": row[2], "of": row[3]} for row, *_ in lines if row[3] is not None],
    }


def _line(rows: list[Row]) -> dict[str, Any]:
    _, stock_id, pieces, _, each, _, total, *_ = rows[0]
    return {
        "stock": stock_id,
        "pieces": pieces,
        "each": in_full(each),
        "shares": list(_shares(rows)),
        "total": in_full(total),
    }


def _shares(rows: Iterable[Row]) -> Iterable[dict[str, str]]:
    """Each row brings one share of the line; a line without any has one row that brings none."""
    for *_, lane, name, amount in rows:
        if lane:
            yield {"lane": lane, "name": name, "amount": in_full(amount)}
