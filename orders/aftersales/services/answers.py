"""What the merchant says to a request: yes, no, or a question."""

from datetime import datetime
from typing import Any

from django.db import transaction

from kernel import clock
from kernel.events import announce
from membership.messages.queries import letterhead
from orders.aftersales import terms
from orders.aftersales.events import ReturnAnswered, ReturnQuestioned
from orders.aftersales.models import Return
from orders.aftersales.refusals import ReturnAddressMissing, WordsMissing
from orders.aftersales.services import claims, steps, stock

S = Return.State


@transaction.atomic
def approve(*, request: Return, words: str = "", send_to: str = "", by: str) -> None:
    """The shopper may send the goods to ``send_to``, the store's own address by default; what an exchange wants is
    promised to it. The address stays as it is now, whatever the store's own becomes.

    Raises ReturnAddressMissing, VariantSoldOut, IllegalMove where it was answered already; then nothing changed.
    """
    steps.lock(request)
    was, now = request.state, clock.now()
    parcel = _parcel_of(send_to, now) if request.sends_goods_back else {}
    steps.move(request, S.APPROVED, by=by, answer=words, answered_at=now, paused_at=None, **parcel)
    stock.reserve(request)
    _announce(request)
    steps.note(request, "approved", {"state": was}, answer=words, send_to=request.send_to)


@transaction.atomic
def reject(*, request: Return, words: str, by: str) -> None:
    """The request is over, with the reason told to the shopper; the pieces may be asked about again.

    Raises WordsMissing, IllegalMove where it was answered otherwise; then nothing changed.
    """
    if not words.strip():
        raise WordsMissing
    steps.lock(request)
    was = request.state
    answered_at = request.answered_at or clock.now()
    told = {"words": words}
    steps.move(request, S.REJECTED, by=by, told=told, answer=words, answered_at=answered_at, paused_at=None)
    claims.let_go(request)
    stock.release(request)
    _announce(request)
    steps.note(request, "rejected", {"state": was}, answer=words)


@transaction.atomic
def ask(*, request: Return, question: str, by: str) -> None:
    """The shopper is asked, and the clock stands still until they answer. Raises WordsMissing, IllegalMove."""
    if not question.strip():
        raise WordsMissing
    steps.lock(request)
    was, now = request.state, clock.now()
    steps.move(request, S.QUESTIONED, by=by, told={"words": question}, question=question, paused_at=now)
    announce(ReturnQuestioned(request.pk, request.order_id, request.order.number, now.isoformat()))
    steps.note(request, "questioned", {"state": was}, question=question)


def _parcel_of(send_to: str, now: datetime) -> dict[str, Any]:
    """Where the goods are sent and by when."""
    lines = [line.strip() for line in (send_to.strip() or letterhead().return_address).splitlines()]
    if not any(lines):
        raise ReturnAddressMissing
    return {"send_to": "\n".join(filter(None, lines)), "send_by": clock.days_after(now, terms.send_days())}


def _announce(request: Return) -> None:
    at = clock.now().isoformat()
    announce(ReturnAnswered(request.pk, request.order_id, request.order.number, request.state, at))
