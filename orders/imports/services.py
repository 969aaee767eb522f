"""Taking over another shop's orders. An order known by its number is passed over, so a file can be read again."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TextIO

from django.conf import settings
from django.db import transaction

from catalogue.inventory.queries import StockRecord, stocks_named
from kernel import clock
from kernel.money import ZERO
from membership.accounts.queries import members_with
from orders import services as orders
from orders.imports import policy
from orders.imports.policy import Row, RowRefused
from orders.models import Line, Order


class UnreadableFile(ValueError):
    """The file has not the columns it needs; the message names them."""


@dataclass
class Report:
    """What became of a file: orders taken over, orders known before, and each refused row with the reason."""

    imported: int = 0
    known: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def import_orders(*, file: TextIO, dry_run: bool = False) -> Report:
    """Every readable order of the CSV ``file`` is in the store as delivered history; a dry run leaves nothing.

    An order with a refused row is refused whole, so that no total is half. Raises UnreadableFile.
    """
    report = Report()
    by_number = _grouped(_rows(file, report))
    whole = dict(_whole_orders(by_number, report))
    known = set(Order.objects.filter(number__in=whole).values_list("number", flat=True))
    new = {number: rows for number, rows in whole.items() if number not in known}
    report.known, report.imported = len(known), len(new)
    if not dry_run:
        _keep(new)
    report.refused.sort()
    return report


def _rows(file: TextIO, report: Report) -> Iterator[tuple[str, Row | None]]:
    """Each row with its order's number; None where it was refused."""
    reader = csv.DictReader(file)
    if missing := set(policy.COLUMNS) - set(reader.fieldnames or ()):
        raise UnreadableFile(f"missing columns: {', '.join(sorted(missing))}")
    for line, cells in enumerate(reader, start=2):
        try:
            row = policy.row_of(line, cells, currency=settings.STORE_CURRENCY, zone=clock.store_time_zone())
        except RowRefused as refusal:
            report.refused.append((line, str(refusal)))
            yield (cells.get("order_number") or "").strip(), None
        else:
            yield row.order_number, row


def _grouped(rows: Iterable[tuple[str, Row | None]]) -> dict[str, list[Row | None]]:
    grouped: dict[str, list[Row | None]] = {}
    for number, row in rows:
        grouped.setdefault(number, []).append(row)
    return grouped


def _whole_orders(by_number: Mapping[str, list[Row | None]], report: Report) -> Iterator[tuple[str, list[Row]]]:
    for number, found in by_number.items():
        rows = [row for row in found if row]
        reason = policy.disagreement(rows) if len(rows) == len(found) else "another row of this order was refused"
        if reason:
            report.refused += [(row.line, reason) for row in rows]
        elif rows:
            yield number, rows


def _keep(whole: Mapping[str, list[Row]]) -> None:
    members = members_with({rows[0].customer for rows in whole.values()})
    stocks = stocks_named({row.sku for rows in whole.values() for row in rows})
    placed = Order.objects.bulk_create([_order(number, rows, members) for number, rows in whole.items()])
    Line.objects.bulk_create([_line(order, row, stocks) for order in placed for row in whole[order.number]])
    for order in placed:
        orders.tell(order=order, kind="imported", at=order.date_placed)


def _order(number: str, rows: list[Row], members: Mapping[str, int]) -> Order:
    first, total = rows[0], sum((row.unit_price * row.quantity for row in rows), ZERO)
    user_id = members.get(first.customer)
    return Order(
        number=number,
        user_id=user_id,
        guest_email="" if user_id else first.customer,
        currency=settings.STORE_CURRENCY,
        total_incl_tax=total,
        total_excl_tax=total,
        amount_paid=total,
        status=Order.Status.DELIVERED,
        date_placed=first.ordered_at,
        paid_at=first.ordered_at,
        delivered_at=first.ordered_at,
    )


def _line(order: Order, row: Row, stocks: Mapping[str, StockRecord]) -> Line:
    """A SKU that we do not sell is remembered by its code."""
    stock = stocks.get(row.sku)
    paid = row.unit_price * row.quantity
    return Line(
        order=order,
        partner_sku=row.sku,
        stockrecord=stock,
        product=stock and stock.product,
        title=stock.product.get_title() if stock else row.sku,
        quantity=row.quantity,
        line_price_incl_tax=paid,
        line_price_excl_tax=paid,
        line_price_before_discounts_incl_tax=paid,
        line_price_before_discounts_excl_tax=paid,
        unit_price_incl_tax=row.unit_price,
        unit_price_excl_tax=row.unit_price,
        num_allocated=0,
    )
