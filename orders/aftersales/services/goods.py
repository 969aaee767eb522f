"""What came back: received, looked at piece by piece, and for an exchange the new variant sent."""

from collections.abc import Mapping

from django.db import transaction

from kernel import clock
from kernel.events import announce
from kernel.lifecycle import IllegalMove
from orders.aftersales.events import ReturnExchanged
from orders.aftersales.models import Return
from orders.aftersales.refusals import NotAllLookedAt
from orders.aftersales.services import steps, stock
from orders.fulfilment import services as fulfilment

S = Return.State


@transaction.atomic
def receive(*, request: Return, by: str) -> None:
    """The goods are in the house. Raises IllegalMove where they were not expected."""
    steps.lock(request)
    _expect(request, request.sends_goods_back)
    was = request.state
    steps.move(request, S.RECEIVED, by=by, received_at=clock.now())
    steps.note(request, "received", {"state": was})


@transaction.atomic
def inspect(*, request: Return, sellable: Mapping[int, int], by: str) -> None:
    """Of each order line so many pieces are fit for sale, the others are not.

    Raises NotAllLookedAt where the numbers are not of these lines and within what came back; IllegalMove.
    """
    steps.lock(request)
    was = request.state
    lines = {each.line_id: each for each in request.lines.all()}
    if sellable.keys() != lines.keys():
        raise NotAllLookedAt
    for line_id, each in lines.items():
        if not 0 <= sellable[line_id] <= each.quantity:
            raise NotAllLookedAt
        each.sellable, each.broken = sellable[line_id], each.quantity - sellable[line_id]
        each.save(update_fields=["sellable", "broken"])
    steps.move(request, S.INSPECTED, by=by)
    steps.note(request, "inspected", {"state": was}, sellable=sum(sellable.values()))


@transaction.atomic
def ship_replacement(*, request: Return, carrier: str, number: str, by: str) -> None:
    """The new variant is with a carrier, what came back is in the stock, and the exchange is over.

    Raises IllegalMove, and refusals as fulfilment gives them.
    """
    steps.lock(request)
    _expect(request, request.kind == Return.Kind.EXCHANGE)
    was = request.state
    steps.move(request, S.EXCHANGED, by=by)
    parcel = fulfilment.ship_replacement(order=request.order, carrier=carrier, number=number, by=by)
    request.replacement = parcel
    request.save(update_fields=["replacement"])
    stock.ship(request)
    stock.take_back(request)
    at = clock.now().isoformat()
    announce(ReturnExchanged(request.pk, request.order_id, request.order.number, at))
    steps.note(request, "exchanged", {"state": was}, parcel=f"{carrier} {parcel.number}")


def _expect(request: Return, is_its_kind: bool) -> None:
    if not is_its_kind:
        raise IllegalMove(f"{request.number}: {request.kind}")
