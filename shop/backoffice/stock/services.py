"""Moving pieces by hand: the movement and the audit entry are one transaction."""

from django.db import transaction

from catalogue.inventory import services as inventory
from catalogue.inventory.models import StockMovement
from kernel import audit
from membership.models import User


@transaction.atomic
def receive(*, stock_id: int, quantity: int, note: str, by: User) -> None:
    """``quantity`` more pieces are on hand."""
    _record(inventory.receive(stock_id=stock_id, quantity=quantity, note=note, moved_by=by))


@transaction.atomic
def count(*, stock_id: int, quantity: int, note: str, by: User) -> None:
    """On hand is what was counted. Raises NotEnoughStock where more is promised than that."""
    movement = inventory.adjust(stock_id=stock_id, counted=quantity, note=note, moved_by=by)
    if movement:
        _record(movement)


@transaction.atomic
def write_off(*, stock_id: int, quantity: int, note: str, by: User) -> None:
    """``quantity`` free pieces are gone. Raises NotEnoughStock where fewer are free."""
    _record(inventory.write_off(stock_id=stock_id, quantity=quantity, note=note, moved_by=by))


def _record(movement: StockMovement) -> None:
    stock = movement.stock
    stock.refresh_from_db(fields=["num_in_stock"])
    audit.record(
        action=f"stock.{movement.cause}",
        subject=f"sku:{stock.partner_sku}",
        before={"on hand": stock.num_in_stock - movement.change},
        after={"on hand": stock.num_in_stock, "note": movement.note},
    )
