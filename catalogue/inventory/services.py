"""Commands that change what the store holds and what it has promised."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from catalogue.inventory.models import Allocation, StockMovement, StockRecord


class NotEnoughStock(Exception):
    """``shortages`` maps each stock record that fell short to the pieces still free."""

    def __init__(self, shortages: dict[int, int]) -> None:
        super().__init__(shortages)
        self.shortages = shortages


@transaction.atomic
def allocate(*, reference: str, wanted: Mapping[int, int]) -> None:
    """Promise all the pieces to ``reference``, or raise NotEnoughStock and promise none."""
    shortages = [stock_id for stock_id in sorted(wanted) if not _promise(stock_id, wanted[stock_id])]
    if shortages:
        raise NotEnoughStock({stock.pk: stock.net_stock_level for stock in _stocks(shortages)})
    Allocation.objects.bulk_create(
        Allocation(reference=reference, stock_id=stock_id, quantity=quantity) for stock_id, quantity in wanted.items()
    )


@transaction.atomic
def release(*, reference: str) -> None:
    """What was promised to ``reference`` is free again."""
    for held in _held_by(reference):
        _stocks([held.stock_id]).update(num_allocated=F("num_allocated") - held.quantity)
        held.delete()


@transaction.atomic
def ship(*, reference: str, moved_by=None) -> None:
    """What was promised to ``reference`` has left the store."""
    for held in _held_by(reference):
        _stocks([held.stock_id]).update(
            num_allocated=F("num_allocated") - held.quantity, num_in_stock=F("num_in_stock") - held.quantity
        )
        StockMovement.objects.create(
            stock_id=held.stock_id,
            change=-held.quantity,
            cause=StockMovement.Cause.SHIPPED,
            reference=reference,
            moved_by=moved_by,
        )
        held.delete()


def _promise(stock_id: int, quantity: int) -> bool:
    free = StockRecord.objects.alias(free=F("num_in_stock") - F("num_allocated"))
    return bool(free.filter(pk=stock_id, free__gte=quantity).update(num_allocated=F("num_allocated") + quantity))


def _stocks(stock_ids):
    return StockRecord.objects.filter(pk__in=stock_ids)


def _held_by(reference: str):
    return Allocation.objects.select_for_update().filter(reference=reference).order_by("stock_id")
