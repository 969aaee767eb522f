"""Commands on stock. Rows are locked in the order of their primary keys, so no two commands wait for each other."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import connection, models, transaction

from catalogue.inventory import policy
from catalogue.inventory.events import StockCameBack, StockRanOut
from catalogue.inventory.models import Allocation, StockMovement, StockRecord
from kernel.events import announce
from kernel.inserts import insert
from kernel.prepared import Prepared

Cause = StockMovement.Cause
Person = Any  # whoever settings.AUTH_USER_MODEL says: a floor above knows

CHANGE_PROMISED = """
UPDATE partner_stockrecord stock SET num_allocated = stock.num_allocated + change.pieces
FROM unnest(%s::bigint[], %s::int[]) AS change (stock_id, pieces) WHERE stock.id = change.stock_id
"""


class NotEnoughStock(Exception):
    """``shortages`` says how many pieces are free of each SKU (by stock id) of which more were wanted."""

    def __init__(self, shortages: Mapping[int, int]) -> None:
        super().__init__(f"not enough stock: {dict(shortages)}")
        self.shortages = dict(shortages)


class ImpossibleQuantity(ValueError):
    """Pieces are counted in whole numbers, and what moves is more than none."""


@transaction.atomic
def allocate(*, reference: str, wanted: Mapping[int, int]) -> None:
    """Promise the wanted pieces (by stock id) to ``reference``: all of them or, raising NotEnoughStock, none."""
    _check_quantities(wanted.values())
    stocks = _WANTED.objects(wanted)
    if shortages := policy.shortages({stock.pk: stock.free for stock in stocks}, wanted):
        raise NotEnoughStock(shortages)
    _change_promised(wanted)
    insert(
        Allocation(reference=reference, stock_id=stock_id, quantity=quantity) for stock_id, quantity in wanted.items()
    )
    _tell_who_ran_out(stocks, wanted)


@transaction.atomic
def release(*, reference: str) -> None:
    """What was promised to ``reference`` is free again; a second time changes nothing."""
    stocks, held = _held_by(reference)
    if held:
        _change_promised({stock_id: -quantity for stock_id, quantity in held.items()})
        Allocation.objects.filter(reference=reference).delete()
        _tell_who_came_back(stocks)


@transaction.atomic
def ship(*, reference: str, moved_by: Person | None = None) -> None:
    """What was promised to ``reference`` has left the house; a second time changes nothing."""
    _, held = _held_by(reference)
    if held:
        _change_promised({stock_id: -quantity for stock_id, quantity in held.items()})
        Allocation.objects.filter(reference=reference).delete()
        StockMovement.objects.bulk_create(
            StockMovement(
                stock_id=stock_id, change=-quantity, cause=Cause.SHIPPED, reference=reference, moved_by=moved_by
            )
            for stock_id, quantity in sorted(held.items())
        )


def receive(*, stock_id: int, quantity: int, note: str = "", moved_by: Person | None = None) -> StockMovement:
    """``quantity`` more pieces are on hand."""
    _check_quantities([quantity])
    return _move(stock_id, quantity, Cause.RECEIVED, note=note, moved_by=moved_by)


def take_back(*, stock_id: int, quantity: int, reference: str, moved_by: Person | None = None) -> StockMovement:
    """Pieces shipped under ``reference`` came back and can be sold again."""
    _check_quantities([quantity])
    return _move(stock_id, quantity, Cause.RETURNED, reference=reference, moved_by=moved_by)


def write_off(*, stock_id: int, quantity: int, note: str, moved_by: Person | None) -> StockMovement:
    """Pieces are broken or lost. Only free pieces can be; raises NotEnoughStock where the others are promised."""
    _check_quantities([quantity])
    return _move(stock_id, -quantity, Cause.WRITTEN_OFF, note=note, moved_by=moved_by)


@transaction.atomic
def adjust(*, stock_id: int, counted: int, note: str, moved_by: Person | None) -> StockMovement | None:
    """On hand is what was counted; None when it was so already.

    Raises NotEnoughStock when more is promised than was counted: cancel an order first.
    """
    if counted < 0:
        raise ImpossibleQuantity(counted)
    [stock] = _locked(StockRecord.objects.filter(pk=stock_id))
    change = counted - stock.num_in_stock
    return _move(stock_id, change, Cause.COUNTED, note=note, moved_by=moved_by) if change else None


@transaction.atomic
def _move(stock_id: int, change: int, cause: str, **why: Any) -> StockMovement:
    """Write the movement; the database adds it to what is on hand."""
    [stock] = _locked(StockRecord.objects.filter(pk=stock_id))
    if stock.free + change < 0:
        raise NotEnoughStock({stock_id: stock.free})
    movement = StockMovement.objects.create(stock=stock, change=change, cause=cause, **why)
    if change > 0:
        _tell_who_came_back([stock])
    else:
        _tell_who_ran_out([stock], {stock_id: -change})
    return movement


def _check_quantities(quantities: Iterable[int]) -> None:
    for quantity in quantities:
        if quantity < 1:
            raise ImpossibleQuantity(quantity)


#: Asked for with every order, so composed once; held until the transaction ends, as ``_locked`` holds.
_WANTED = Prepared(lambda keys: StockRecord.objects.filter(pk__in=keys).order_by("pk").select_for_update())


def _locked(stocks: models.QuerySet[StockRecord]) -> list[StockRecord]:
    return list(stocks.order_by("pk").select_for_update(of=("self",)))


def _held_by(reference: str) -> tuple[list[StockRecord], dict[int, int]]:
    """The stock records promised to ``reference``, locked, and how much of each. Read after the lock is ours."""
    stocks = _locked(StockRecord.objects.filter(allocations__reference=reference))
    return stocks, dict(Allocation.objects.filter(reference=reference).values_list("stock_id", "quantity"))


def _change_promised(changes: Mapping[int, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CHANGE_PROMISED, [list(changes), list(changes.values())])


def _tell_who_ran_out(stocks: Collection[StockRecord], taken: Mapping[int, int]) -> None:
    for stock in stocks:
        if stock.free == taken[stock.pk]:
            announce(StockRanOut(stock_id=stock.pk, product_id=stock.product_id))


def _tell_who_came_back(stocks: Collection[StockRecord]) -> None:
    for stock in stocks:
        if stock.free == 0:
            announce(StockCameBack(stock_id=stock.pk, product_id=stock.product_id))
