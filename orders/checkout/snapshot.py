"""How a price came about, kept with the order as the shopper agreed to it: each line's shares, what every rule did."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from orders.basket.queries import Quote, QuotedLine, Reason

VERSION = 1


def snapshot_of(quoted: Quote, reasons: Iterable[Reason]) -> dict[str, Any]:
    """Plain values for the database; money is written out, so that nothing is rounded on the way."""
    return {
        "version": VERSION,
        "goods": str(quoted.goods),
        "delivery": str(quoted.delivery_to_pay),
        "points": quoted.points_used,
        "total": str(quoted.total),
        "lines": [_line(line) for line in quoted.lines],
        "gifts": [{"stock": gift.stock_id, "pieces": gift.pieces, "of": gift.of} for gift in quoted.gifts],
        "rules": [asdict(reason) | {"amount": str(reason.amount)} for reason in reasons],
    }


def _line(line: QuotedLine) -> dict[str, Any]:
    shares = [{"lane": share.lane.value, "name": share.name, "amount": str(share.amount)} for share in line.shares]
    return {
        "stock": line.item.key,
        "pieces": line.item.quantity,
        "each": str(line.item.unit_price),
        "shares": shares,
        "total": str(line.total),
    }


def hash_of(snapshot: dict[str, Any]) -> str:
    """Equal for equal snapshots, however the database orders their keys."""
    return sha256(json.dumps(snapshot, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
