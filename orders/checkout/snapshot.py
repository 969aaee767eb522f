"""How a price came about, kept with the order as the shopper agreed to it: each line's shares, what every rule did."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from orders.basket.queries import Quote, QuotedLine, Reason
from orders.queries import SNAPSHOT_VERSION, in_full


def snapshot_of(quoted: Quote, reasons: Iterable[Reason]) -> dict[str, Any]:
    """Plain values for the database, in the shape in which ``orders.snapshot`` reads them again from the rows."""
    return {
        "version": SNAPSHOT_VERSION,
        "goods": in_full(quoted.goods),
        "delivery": in_full(quoted.delivery_to_pay),
        "points": quoted.points_used,
        "total": in_full(quoted.total),
        "lines": [_line(line) for line in quoted.lines],
        "gifts": [{"stock": gift.stock_id, "pieces": gift.pieces, "of": gift.of} for gift in quoted.gifts],
        "rules": [asdict(reason) | {"amount": in_full(reason.amount)} for reason in reasons],
    }


def _line(line: QuotedLine) -> dict[str, Any]:
    shares = [
        {"lane": share.lane.value, "name": share.name[:255], "amount": in_full(share.amount)} for share in line.shares
    ]
    return {
        "stock": line.item.key,
        "pieces": line.item.quantity,
        "each": in_full(line.item.unit_price),
        "shares": shares,
        "total": in_full(line.total),
    }
