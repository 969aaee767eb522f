"""What Stripe knows and we do not: asked for every few minutes, so that no lost webhook keeps an order unpaid."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kernel import clock
from orders.models import Order
from orders.payments import gateway
from orders.payments.models import CheckoutSession
from orders.payments.services import news, sending, sessions, settling
from orders.payments.services.settling import Outcome

logger = logging.getLogger(__name__)

#: A payment younger than this may still be told by its own webhook.
PATIENCE = timedelta(minutes=2)
#: How far back Stripe's list of events is read for those that never arrived.
LOOK_BACK = timedelta(hours=2)


@dataclass(frozen=True)
class Report:
    """What one reconciliation found. ``differences`` is what we did not know before; a second run finds none."""

    sessions_asked: int
    payments_settled: int
    events_missed: int
    refunds_moved: int

    @property
    def differences(self) -> int:
        return self.payments_settled + self.events_missed + self.refunds_moved


def reconcile(*, patience: timedelta = PATIENCE, look_back: timedelta = LOOK_BACK) -> Report:
    """Everything Stripe knows of our payments and refunds, we know too. Raises gateway.Unreachable."""
    since, asked = clock.now() - look_back, _unsettled(patience)
    settled = [session for session in asked if _settled(session)]
    report = Report(
        sessions_asked=len(asked),
        payments_settled=len(settled),
        events_missed=_missed_news(since),
        refunds_moved=sending.send_refunds() + sending.ask_after_refunds(patience),
    )
    logger.info("payments.reconciled", extra={"report": report})
    return report


def _unsettled(patience: timedelta) -> list[CheckoutSession]:
    opened_before = clock.now() - patience
    live = CheckoutSession.objects.filter(state__in=CheckoutSession.LIVE, opened_at__lte=opened_before)
    return list(live.select_related("order").order_by("opened_at"))


def _settled(session: CheckoutSession) -> bool:
    """Whether asking brought a payment we did not know of. Pages of orders that are over are called off."""
    if session.order.status != Order.Status.PENDING:
        sessions.call_off_payment(order_id=session.order_id)
        return False
    if not session.session_id:
        return False
    return settling.confirm_return(session_id=session.session_id) in (Outcome.PAID, Outcome.RETURNED)


def _missed_news(since: datetime) -> int:
    told = list(gateway.news_since(since, kinds=list(news.REACTIONS)))
    heard = news.heard_of([event["id"] for event in told])
    return sum(_taken_in(event) for event in told if event["id"] not in heard)


def _taken_in(event: Mapping[str, Any]) -> bool:
    """An event that cannot be taken in does not stand in the way of the next; it is tried again in the next round."""
    try:
        return news.take_in(event)
    except Exception:
        logger.exception("payments.event_failed", extra={"event": event["id"]})
        return False
