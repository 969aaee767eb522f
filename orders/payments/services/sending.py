"""Refunds on their way to Stripe: each asked for under its own id, until there is an answer."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F

from kernel import clock
from kernel.money import in_minor_units
from orders.payments import gateway
from orders.payments.models import Refund
from orders.payments.services.arriving import hear_of, move

logger = logging.getLogger(__name__)
State = Refund.State


def send_refunds() -> int:
    """Every refund that waits to be sent is sent, each on its own; the number Stripe took."""
    waiting = Refund.objects.filter(state=State.REQUESTED).order_by("requested_at").values_list("pk", flat=True)
    return sum(_sent(refund_id) for refund_id in waiting)


def ask_after_refunds(older_than: timedelta) -> int:
    """The state of refunds the bank has had for a while, asked of Stripe; the number that moved."""
    asked_until = clock.now() - older_than
    waiting = Refund.objects.filter(state=State.SENT, requested_at__lt=asked_until).select_related("source")
    found = [gateway.refund_named(str(refund.pk), intent_id=refund.source.reference) for refund in waiting]
    return sum(hear_of(refund) for refund in found if refund)


def _sent(refund_id: UUID) -> bool:
    refund = Refund.objects.select_related("source").get(pk=refund_id)
    Refund.objects.filter(pk=refund_id).update(attempts=F("attempts") + 1)
    try:
        answer = _answer_to(refund)
    except gateway.Unreachable:
        logger.warning("payments.refund_unsent", extra={"refund": str(refund_id)})
        return False
    except gateway.Refused as refusal:
        move(refund, State.FAILED, failure=str(refusal)[:500])
        return False
    return hear_of(answer)


def _answer_to(refund: Refund) -> Mapping[str, Any]:
    """Tried before, the refund may have arrived although its answer did not; Stripe's own list knows."""
    source = refund.source
    sent = refund.attempts and gateway.refund_named(str(refund.pk), intent_id=source.reference)
    amount = in_minor_units(refund.amount, source.currency)
    return sent or gateway.send_refund(intent_id=source.reference, amount=amount, refund_id=str(refund.pk))
