"""What the shopper does: asks, answers a question, sends the goods, thinks better of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from kernel import clock
from kernel.events import announce
from kernel.photographs import Photograph
from orders import services as orders
from orders.aftersales import policy, queries, terms
from orders.aftersales.events import ReturnRequested, ReturnWithdrawn
from orders.aftersales.models import Evidence, Return, ReturnLine
from orders.aftersales.refusals import (
    GiftAlone,
    NoRoomForPhotographs,
    NotDelivered,
    NothingChosen,
    ReturnWindowIsClosed,
)
from orders.aftersales.services import claims, steps, stock
from orders.models import Line, Order

S = Return.State


@dataclass(frozen=True)
class Wish:
    """What a shopper asks for: pieces by order line and, for an exchange, the wanted stock record by order line.

    ``exchange`` is the one that brought the pieces, where they are not what was bought.
    """

    kind: str
    reason: str
    pieces: Mapping[int, int]
    swaps: Mapping[int, int] | None = None
    note: str = ""
    exchange: Return | None = None


@transaction.atomic
def request_return(*, order: Order, wish: Wish, form_key: str, photographs: Sequence[Photograph] = ()) -> Return:
    """The pieces are claimed by a new request that waits for the merchant; the same form makes one only.

    What was given with the pieces comes back with them. Raises an AftersalesRefused that says what is wrong.
    """
    orders.lock(order)
    if made := Return.objects.filter(form_key=form_key).first():
        return made
    asked_at, brought = clock.now(), _brought(order, wish)
    lines = _checked(order, wish, brought, asked_at)
    pieces = _with_gifts(wish, lines)
    swaps = _swaps(wish, [lines[line_id] for line_id in pieces], brought)
    claims.claim(order, lines, pieces, brought)
    request = _written(order, wish, form_key, asked_at)
    ReturnLine.objects.bulk_create(
        ReturnLine(
            request=request,
            line_id=line_id,
            quantity=quantity,
            brought_by=brought.get(line_id),
            **swaps.get(line_id, {}),
        )
        for line_id, quantity in pieces.items()
    )
    _keep(request, photographs)
    orders.tell(order=order, kind="return_requested", details={"place": request.place, "kind": request.kind})
    announce(ReturnRequested(request.pk, order.pk, order.number, asked_at.isoformat()))
    return request


@transaction.atomic
def withdraw(*, request: Return, why: str = "") -> None:
    """The request is over and its pieces may be asked about again. Raises IllegalMove once the goods are sent."""
    steps.lock(request)
    if request.state == S.WITHDRAWN:
        return
    steps.move(request, S.WITHDRAWN, told={"why": why}, paused_at=None)
    claims.let_go(request)
    stock.release(request)
    announce(ReturnWithdrawn(request.pk, request.order_id, request.order.number, clock.now().isoformat()))


@transaction.atomic
def reply(*, request: Return, text: str, photographs: Sequence[Photograph] = ()) -> None:
    """The merchant's question is answered, and the clock goes on from where it stood."""
    steps.lock(request)
    if request.state != S.QUESTIONED or not text.strip():
        raise NothingChosen
    now = clock.now()
    waited = now - (request.paused_at or now)
    due = request.answer_due_at + waited
    steps.move(request, S.REQUESTED, told={"reply": text}, reply=text, answer_due_at=due, paused_at=None)
    _keep(request, photographs)


@transaction.atomic
def send_back(*, request: Return, sent_with: str) -> None:
    """The goods are with a carrier, whose name and tracking number the shopper gave, or put right; again tells nothing.

    Raises NothingChosen, IllegalMove before the approval and once the goods are here.
    """
    steps.lock(request)
    if not request.sends_goods_back or not sent_with.strip():
        raise NothingChosen
    if (request.state, request.sent_with) == (S.SENT_BACK, sent_with):
        return
    steps.move(request, S.SENT_BACK, told={"with": sent_with}, sent_with=sent_with)


def _brought(order: Order, wish: Wish) -> dict[int, ReturnLine]:
    """Order line → the line of the exchange that brought its pieces; nothing where it is about what was bought."""
    if wish.exchange is None:
        return {}
    over = {"request__order": order, "request__state": S.EXCHANGED}
    return {each.line_id: each for each in ReturnLine.objects.filter(request=wish.exchange, **over)}


def _checked(order: Order, wish: Wish, brought: Collection[int], asked_at: datetime) -> dict[int, Line]:
    lines = {line.pk: line for line in order.lines.order_by("pk").prefetch_related("gifts")}
    wanted = {line_id: quantity for line_id, quantity in wish.pieces.items() if quantity}
    there_are = brought if wish.exchange else lines
    if (
        wish.reason not in policy.REASONS.get(wish.kind, ())
        or not wanted
        or any(each not in there_are for each in wanted)
    ):
        raise NothingChosen
    if order.status not in (Order.Status.SHIPPED, Order.Status.DELIVERED):
        raise NotDelivered
    ends_at = queries.end_for(order, wish.kind, wish.reason, wish.exchange)
    if ends_at and asked_at >= ends_at:
        raise ReturnWindowIsClosed
    if any(lines[line_id].gift_of_id for line_id in wanted):
        raise GiftAlone
    return lines


def _with_gifts(wish: Wish, lines: Mapping[int, Line]) -> dict[int, int]:
    """The chosen pieces, and of each gift as many as were given for pieces that are not kept."""
    pieces = {line_id: quantity for line_id, quantity in sorted(wish.pieces.items()) if quantity}
    if wish.kind != Return.Kind.RETURN:
        return pieces
    kept = claims.kept_of(lines.values())
    for line_id in list(pieces):
        bought, stay = lines[line_id].quantity, kept[line_id] - pieces[line_id]
        for gift in lines[line_id].gifts.all():
            before = gift.quantity - kept[gift.pk]
            coming = policy.gifts_coming(gift.quantity, bought=bought, kept=stay, before=before)
            pieces |= {gift.pk: coming} if coming else {}
    return dict(sorted(pieces.items()))


def _swaps(wish: Wish, lines: Iterable[Line], brought: Mapping[int, ReturnLine]) -> dict[int, dict[str, Any]]:
    if wish.kind != Return.Kind.EXCHANGE:
        return {}
    held = {line_id: each.swap_for_id for line_id, each in brought.items()}
    return queries.swaps_wanted(lines, wish.swaps or {}, held)


def _written(order: Order, wish: Wish, form_key: str, asked_at: datetime) -> Return:
    last = Return.objects.filter(order=order).aggregate(last=Max("place"))["last"] or 0
    return Return.objects.create(
        order=order,
        place=last + 1,
        form_key=form_key,
        kind=wish.kind,
        reason=wish.reason,
        note=wish.note,
        requested_at=asked_at,
        answer_due_at=answer_due(asked_at),
    )


def answer_due(asked_at: datetime) -> datetime:
    """By when the merchant has to have answered what was asked then."""
    return policy.answer_due(
        asked_at.astimezone(clock.store_time_zone()),
        timedelta(hours=queries.answer_hours()),
        terms.opening(),
    )


def _keep(request: Return, photographs: Sequence[Photograph]) -> None:
    """All of them are kept or none: where the disk has no room for one, those written before go again."""
    written = []
    try:
        for photograph in photographs:
            kept = Evidence(request=request, width=photograph.width, height=photograph.height)
            kept.file.save(f"{kept.pk}.jpg", photograph.content, save=True)
            written.append(kept.file)
    except OSError as full:
        for file in written:
            file.delete(save=False)
        raise NoRoomForPhotographs from full
