"""Things about money that a person has to look at."""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction

from kernel import audit, clock
from orders.models import Order
from orders.payments.models import PaymentAlert
from orders.payments.policy import Payment

logger = logging.getLogger(__name__)


def raise_alert(
    kind: PaymentAlert.Kind,
    *,
    subject: str,
    payment: Payment | None = None,
    order: Order | None = None,
    intent_id: str = "",
    different: Mapping[str, Any] | None = None,
    **details: Any,
) -> bool:
    """The alert stands in the list; says whether it is new. ``different`` is field → (asked, paid)."""
    if payment:
        details["paid"] = asdict(payment)
    if different:
        details["different"] = {field: list(values) for field, values in different.items()}
    intent_id = payment.intent_id if payment else intent_id
    _, is_new = PaymentAlert.objects.get_or_create(
        kind=kind, subject=subject, defaults={"order": order, "intent_id": intent_id, "details": details}
    )
    if is_new:
        logger.error("payments.alert", extra={"kind": str(kind), "subject": subject})
    return is_new


@transaction.atomic
def resolve_alert(*, alert: PaymentAlert, by: str) -> None:
    """Somebody looked; the first one is remembered."""
    unseen = PaymentAlert.objects.filter(pk=alert.pk, resolved_at=None)
    if unseen.update(resolved_at=clock.now(), resolved_by=by):
        audit.record(action="payment_alert.resolved", subject=f"{alert.kind}:{alert.subject}", after=alert.details)
