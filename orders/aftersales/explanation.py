"""Why it is that much: a settlement as it is kept, and read again when the rules have long changed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from orders.aftersales.policy import LineDue, Settlement, Share


def written(due: Settlement) -> dict[str, Any]:
    """Plain values; amounts are decimal text."""
    return {
        "lines": [_line_written(line) for line in due.lines],
        "delivery": str(due.delivery),
        "refunded_before": str(due.refunded_before),
        "points": due.points,
        "keeps_nothing": due.keeps_nothing,
        "kept": str(due.kept),
    }


def read(kept: Mapping[str, Any]) -> Settlement:
    return Settlement(
        lines=tuple(_line_read(line) for line in kept["lines"]),
        delivery=Decimal(kept["delivery"]),
        refunded_before=Decimal(kept["refunded_before"]),
        points=kept["points"],
        keeps_nothing=kept["keeps_nothing"],
        kept=Decimal(kept["kept"]),
    )


def _line_written(line: LineDue) -> dict[str, Any]:
    return {
        "line": line.line_id,
        "pieces": line.pieces,
        "goods": str(line.goods),
        "money": str(line.money),
        "shares": [{"lane": each.lane, "name": each.name, "amount": str(each.amount)} for each in line.shares],
    }


def _line_read(kept: Mapping[str, Any]) -> LineDue:
    shares = tuple(Share(each["lane"], each["name"], Decimal(each["amount"])) for each in kept["shares"])
    return LineDue(kept["line"], kept["pieces"], Decimal(kept["goods"]), shares, Decimal(kept["money"]))
