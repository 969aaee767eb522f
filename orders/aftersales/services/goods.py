"""What came back: received, looked at piece by piece, and for an exchange the new variant sent."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import transaction

from kernel import clock
from kernel.events import announce
from kernel.lifecycle import IllegalMove
from orders.aftersales.events import ReturnExchanged
from orders.aftersales.models import Return
from orders.aftersales.refusals import NotAllLookedAt, NothingArrived
from orders.aftersales.services import claims, steps, stock
from orders.fulfilment import services as fulfilment

S = Return.State
EVERYTHING: Mapping[int, int] = MappingProxyType({})


@transaction.atomic
def receive(*, request: Return, by: str, came: Mapping[int, int] = EVERYTHING) -> None:
    """The goods are in the house: of each order line as many pieces as ``came``, all of it where nothing is said.

    The request goes on about these; what did not come may be asked about again. Raises NothingArrived where that is
    none or more than were asked back, and IllegalMove where they were not expected.
    """
    steps.lock(request)
    _expect(request, request.sends_goods_back)
    was, missing = request.state, _missing(request, came)
    steps.move(request, S.RECEIVED, by=by, told={"missing": sum(missing.values())}, received_at=clock.now())
    if missing:
        claims.go_on_without(request, missing)
        stock.promise_anew(request)
    steps.note(request, "received", {"state": was}, missing=sum(missing.values()))


def _missing(request: Return, came: Mapping[int, int]) -> dict[int, int]:
    """Order line → how many pieces of it were asked back and did not come. A gift alone is nothing."""
    asked = dict(request.lines.values_list("line_id", "quantity"))
    arrived = {line_id: came.get(line_id, pieces) for line_id, pieces in asked.items()}
    bought = request.lines.filter(line__gift_of=None).values_list("line_id", flat=True)
    if not any(arrived[line_id] for line_id in bought) or any(not 0 <= arrived[each] <= asked[each] for each in asked):
        raise NothingArrived
    return {each: asked[each] - arrived[each] for each in asked if arrived[each] < asked[each]}


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
