"""How a row of another shop's orders is read: no database and no files, only words and numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation

COLUMNS = ("order_number", "customer", "ordered_at", "sku", "quantity", "unit_price", "currency")
MOST_PIECES = 1_000_000
HIGHEST_PRICE = Decimal("9999999.99")


class RowRefused(ValueError):
    """The row cannot be read; the message says what is wrong with it and what would be right."""


@dataclass(frozen=True)
class Row:
    """One line of one order; ``line`` is its place in the file, counted from 1 with the heading."""

    line: int
    order_number: str
    customer: str
    ordered_at: datetime
    sku: str
    quantity: int
    unit_price: Decimal


def row_of(line: int, cells: Mapping[str, str | None], *, currency: str, zone: tzinfo) -> Row:
    """The row as it is meant. A time without a zone is the store's. Raises RowRefused."""
    texts = {column: (cells.get(column) or "").strip() for column in COLUMNS}
    if missing := [column for column, text in texts.items() if not text]:
        raise RowRefused(f"{missing[0]} is empty")
    if texts["currency"].upper() != currency:
        raise RowRefused(f"currency is {texts['currency']}, the store's is {currency}")
    if "@" not in texts["customer"]:
        raise RowRefused(f"customer is {texts['customer']!r}, not an e-mail address")
    return Row(
        line=line,
        order_number=texts["order_number"],
        customer=texts["customer"].lower(),
        ordered_at=_moment(texts["ordered_at"], zone),
        sku=texts["sku"],
        quantity=_quantity(texts["quantity"]),
        unit_price=_price(texts["unit_price"]),
    )


def disagreement(rows: list[Row]) -> str:
    """What the rows of one order disagree about; "" where they are one order."""
    if len({row.customer for row in rows}) > 1:
        return "the rows of this order name different customers"
    if len({row.ordered_at for row in rows}) > 1:
        return "the rows of this order name different times"
    return ""


def _moment(text: str, zone: tzinfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise RowRefused(f"ordered_at is {text!r}, not a time such as 2026-03-01T09:30:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _quantity(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_PIECES:
        raise RowRefused(f"quantity is {text!r}, not a whole number from 1 on")
    return int(text)


def _price(text: str) -> Decimal:
    try:
        price = Decimal(text)
    except InvalidOperation:
        raise RowRefused(f"unit_price is {text!r}, not an amount such as 199.00") from None
    if not price.is_finite() or not 0 <= price <= HIGHEST_PRICE or price != price.quantize(Decimal("0.01")):
        raise RowRefused(f"unit_price is {text!r}, not an amount in whole cents from 0.00 on")
    return price
