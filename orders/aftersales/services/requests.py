"""What the shopper does: asks, answers a question, sends the goods, thinks better of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max

from kernel import clock
from kernel.events import announce
from kernel.photographs import Photograph
from orders import services as orders
from orders.aftersales import policy, queries
from orders.aftersales.events import ReturnRequested, ReturnWithdrawn
from orders.aftersales.models import Evidence, LineReturns, Return, ReturnLine
from orders.aftersales.refusals import (
    GiftAlone,
    NoPiecesLeft,
    NoRoomForPhotographs,
    NotDelivered,
    NothingChosen,
    ReturnWindowIsClosed,
)
from orders.aftersales.services import steps, stock
from orders.models import Line, Order

S = Return.State


@dataclass(frozen=True)
class Wish:
    """What a shopper asks for: pieces by order line and, for an exchange, the wanted stock record by order line."""

    kind: str
    reason: str
    pieces: Mapping[int, int]
    swaps: Mapping[int, int] | None = None
    note: str = ""


@transaction.atomic
def request_return(*, order: Order, wish: Wish, form_key: str, photographs: Sequence[Photograph] = ()) -> Return:
    """The pieces are claimed by a new request that waits for the merchant; the same form makes one only.

    What was given with the pieces comes back with them. Raises an AftersalesRefused that says what is wrong.
    """
    orders.lock(order)
    if made := Return.objects.filter(form_key=form_key).first():
        return made
    asked_at = clock.now()
    lines = _checked(order, wish, asked_at)
    pieces = _with_gifts(wish, lines)
    swaps = queries.swaps_wanted([lines[line_id] for line_id in pieces], wish.swaps or {}) if _swaps(wish) else {}
    _claim(order, lines, pieces)
    request = _written(order, wish, form_key, asked_at)
    ReturnLine.objects.bulk_create(
        ReturnLine(request=request, line_id=line_id, quantity=quantity, **swaps.get(line_id, {}))
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
    steps.let_go(request)
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
    steps.move(request, S.REQUESTED, reply=text, answer_due_at=request.answer_due_at + waited, paused_at=None)
    _keep(request, photographs)


@transaction.atomic
def send_back(*, request: Return, sent_with: str) -> None:
    """The goods are with a carrier, whose name and tracking number the shopper gave."""
    steps.lock(request)
    if not request.sends_goods_back or not sent_with.strip():
        raise NothingChosen
    steps.move(request, S.SENT_BACK, told={"with": sent_with}, sent_with=sent_with)


def _checked(order: Order, wish: Wish, asked_at: datetime) -> dict[int, Line]:
    lines = {line.pk: line for line in order.lines.order_by("pk").prefetch_related("gifts")}
    wanted = {line_id: quantity for line_id, quantity in wish.pieces.items() if quantity}
    if wish.reason not in policy.REASONS.get(wish.kind, ()) or not wanted or wanted.keys() - lines.keys():
        raise NothingChosen
    if order.status not in (Order.Status.SHIPPED, Order.Status.DELIVERED):
        raise NotDelivered
    ends_at = queries.end_for(order, wish.kind, wish.reason)
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
    claimed = dict(LineReturns.objects.filter(line__in=lines).values_list("pk", "claimed"))
    for line_id in list(pieces):
        bought, kept = lines[line_id].quantity, lines[line_id].quantity - claimed.get(line_id, 0) - pieces[line_id]
        for gift in lines[line_id].gifts.all():
            coming = policy.gifts_coming(gift.quantity, bought=bought, kept=kept, before=claimed.get(gift.pk, 0))
            pieces |= {gift.pk: coming} if coming else {}
    return dict(sorted(pieces.items()))


def _claim(order: Order, lines: Mapping[int, Line], pieces: Mapping[int, int]) -> None:
    """Count the pieces off what was sent, the lines in the order of their keys."""
    sent = queries.pieces_sent(order)
    LineReturns.objects.bulk_create(
        [LineReturns(line_id=line_id, bought=lines[line_id].quantity) for line_id in pieces], ignore_conflicts=True
    )
    for line_id, quantity in pieces.items():
        left = LineReturns.objects.filter(pk=line_id, claimed__lte=sent.get(line_id, 0) - quantity)
        if quantity < 0 or not left.update(claimed=F("claimed") + quantity):
            raise NoPiecesLeft


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
        policy.Opening(*settings.AFTERSALES_OPENING),
    )


def _swaps(wish: Wish) -> bool:
    return wish.kind == Return.Kind.EXCHANGE


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
