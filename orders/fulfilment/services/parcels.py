"""Putting pieces of an order into a parcel and handing it to a carrier."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import F

from kernel import clock
from kernel.events import announce
from orders import services as orders
from orders.fulfilment import carriers, wakeup
from orders.fulfilment.events import ParcelShipped
from orders.fulfilment.models import LineProgress, Parcel, ParcelLine
from orders.models import Order

SHIPPABLE = (Order.Status.PAID, Order.Status.SHIPPED)


class CannotShip(Exception):
    """The order is not paid, or already over."""


class UnreadableNumber(Exception):
    """The carrier is unknown or gives out no such tracking numbers."""


class NumberTaken(Exception):
    """The tracking number already belongs to another order's parcel."""


class NoPiecesLeft(Exception):
    """More would leave than was bought."""


@transaction.atomic
def ship_parcel(
    *, order: Order, carrier: str, number: str, pieces: Mapping[int, int] | None = None, by: str = ""
) -> Parcel:
    """A parcel with ``pieces`` (order line → quantity; all that is left where None) is with the carrier.

    The first parcel moves the order to shipped. Shipping the same parcel again returns it. What the carrier has
    already pushed about it is worked on next. Raises UnreadableNumber, NumberTaken, CannotShip, NoPiecesLeft.
    """
    number = _readable(carrier, number)
    orders.lock(order)
    if known := Parcel.objects.filter(carrier=carrier, number=number).first():
        return _same(known, order)
    if order.status not in SHIPPABLE:
        raise CannotShip(order.number)
    taken = _take(order, pieces)
    parcel = _packed(order, carrier, number, taken)
    orders.mark_shipped(order=order, at=parcel.shipped_at, by=by)
    orders.tell(order=order, kind="parcel", details=_told(parcel), by=by, for_shopper=False, at=parcel.shipped_at)
    announce(ParcelShipped(parcel.pk, order.pk, order.number, carrier, number, parcel.shipped_at.isoformat()))
    wakeup.after_commit()
    return parcel


@transaction.atomic
def ship_replacement(*, order: Order, carrier: str, number: str, by: str = "") -> Parcel:
    """A parcel with pieces in exchange for others is with a carrier; what was bought and what is left stay as they are.

    Raises UnreadableNumber, NumberTaken, also where the number is of a parcel of this order.
    """
    number = _readable(carrier, number)
    orders.lock(order)
    if Parcel.objects.filter(carrier=carrier, number=number).exists():
        raise NumberTaken(number)
    parcel = _packed(order, carrier, number, {})
    orders.tell(order=order, kind="parcel", details=_told(parcel), by=by, for_shopper=False, at=parcel.shipped_at)
    announce(ParcelShipped(parcel.pk, order.pk, order.number, carrier, number, parcel.shipped_at.isoformat()))
    wakeup.after_commit()
    return parcel


def _readable(carrier: str, number: str) -> str:
    number = carriers.spelled(number)
    if carrier not in carriers.CARRIERS or not carriers.CARRIERS[carrier].accepts(number):
        raise UnreadableNumber(number)
    return number


def _same(parcel: Parcel, order: Order) -> Parcel:
    if parcel.order_id != order.pk:
        raise NumberTaken(parcel.number)
    return parcel


def _take(order: Order, pieces: Mapping[int, int] | None) -> dict[int, int]:
    """Count the pieces off what was bought; the lines in primary-key order, like everyone who locks rows."""
    left = _left_of(order)
    wanted = left if pieces is None else pieces
    taken = {line: quantity for line, quantity in sorted(wanted.items()) if quantity}
    if not taken or taken.keys() - left.keys():
        raise NoPiecesLeft(order.number)
    for line, quantity in taken.items():
        enough = LineProgress.objects.filter(line_id=line, bought__gte=F("shipped") + quantity)
        if quantity < 0 or not enough.update(shipped=F("shipped") + quantity):
            raise NoPiecesLeft(order.number)
    return taken


def _left_of(order: Order) -> dict[int, int]:
    """Order line → pieces not in a parcel yet; counting starts with the order's first parcel."""
    progress = LineProgress.objects.filter(order=order)
    if not progress.exists():
        LineProgress.objects.bulk_create(
            LineProgress(line=line, order=order, bought=line.quantity) for line in order.lines.order_by("pk")
        )
    return {line: bought - shipped for line, bought, shipped in progress.values_list("line_id", "bought", "shipped")}


def _packed(order: Order, carrier: str, number: str, pieces: Mapping[int, int]) -> Parcel:
    try:
        with transaction.atomic():
            parcel = Parcel.objects.create(order=order, carrier=carrier, number=number, shipped_at=clock.now())
    except IntegrityError:  # another order took the number a moment ago
        raise NumberTaken(number) from None
    ParcelLine.objects.bulk_create(
        ParcelLine(parcel=parcel, line_id=line, quantity=quantity) for line, quantity in pieces.items()
    )
    return parcel


def _told(parcel: Parcel) -> dict[str, str]:
    return {"carrier": parcel.carrier, "number": parcel.number}
