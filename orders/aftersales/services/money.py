"""Money, points and coupon back for what came back: settled together, in one transaction."""

from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import F

from kernel import clock
from kernel.events import announce
from kernel.lifecycle import IllegalMove
from orders.aftersales import queries
from orders.aftersales.events import ReturnRefunded
from orders.aftersales.explanation import written
from orders.aftersales.lifecycle import RETURN
from orders.aftersales.models import LineReturns, Return
from orders.aftersales.services import rewards, steps, stock
from orders.payments import services as payments

if TYPE_CHECKING:
    from orders.payments.models import Refund

S = Return.State


@transaction.atomic
def refund(*, request: Return, by: str) -> None:
    """What was paid for the pieces is on its way back, points and coupon are settled, the goods are in the stock.

    Twice is once. Raises IllegalMove where it is not the time for it, or the goods are exchanged.
    """
    steps.lock(request)
    if request.state in (S.REFUNDING, S.REFUNDED):
        return
    _check(request)
    was, due = request.state, queries.settlement_of(request)
    _count(request)
    back, taken = rewards.give_points_back(request, due), rewards.take_points_back(request, due)
    coupon = rewards.give_coupon_back(request.order, due)
    promised = _promised(request, due.money, by)
    stock.take_back(request)
    steps.move(
        request,
        S.REFUNDING if promised else S.REFUNDED,
        by=by,
        told={"amount": str(due.money)},
        refund=promised,
        money_back=due.money,
        delivery_back=due.delivery,
        points_back=back,
        points_taken=taken,
        coupon_back=coupon,
        explanation=written(due),
        answered_at=request.answered_at or clock.now(),
    )
    at = clock.now().isoformat()
    announce(ReturnRefunded(request.pk, request.order_id, request.order.number, str(due.money), at))
    steps.note(request, "refunded", {"state": was}, amount=due.money, points_back=back, points_taken=taken)


@transaction.atomic
def refund_again(*, request: Return, by: str) -> None:
    """The money that came back from the bank is sent once more. Raises IllegalMove, RefundExceedsPayment."""
    steps.lock(request)
    if request.state != S.REFUND_FAILED:
        raise IllegalMove(f"{request.number}: {request.state}")
    amount = request.money_back or Decimal(0)
    again = _promised(request, amount, by)
    steps.move(request, S.REFUNDING, by=by, told={"amount": str(amount)}, refund=again)
    steps.note(request, "refunded_again", {"state": S.REFUND_FAILED}, amount=amount)


@transaction.atomic
def hear_of_refund(*, refund_id: str, has_arrived: bool) -> None:
    """The bank has said what became of the money; news of a refund that is no longer ours changes nothing."""
    request = Return.objects.select_related("order").filter(refund=UUID(refund_id)).first()
    if request is None:
        return
    steps.lock(request)
    state = S.REFUNDED if has_arrived else S.REFUND_FAILED
    if str(request.refund_id) == refund_id and RETURN.allows(request.state, state):
        steps.move(request, state, told={"amount": str(request.money_back)})


def _check(request: Return) -> None:
    """Goods are looked at before money goes back; without goods a yes is enough."""
    ready = S.INSPECTED if request.sends_goods_back else S.APPROVED
    if request.kind == Return.Kind.EXCHANGE or request.state != ready:
        raise IllegalMove(f"{request.number}: {request.state}")


def _count(request: Return) -> None:
    for line_id, quantity in request.lines.values_list("line_id", "quantity"):
        LineReturns.objects.filter(pk=line_id).update(refunded=F("refunded") + quantity)


def _promised(request: Return, amount: Decimal, by: str) -> "Refund | None":
    """Nothing to send where coupon and points had paid it all."""
    if not amount:
        return None
    return payments.refund(order=request.order, amount=amount, reason=request.number, by=by)
