"""Reads of payments."""

from datetime import datetime
from decimal import Decimal

from django.db.models import OuterRef, Q, QuerySet, Subquery

from kernel.money import ZERO
from kernel.prepared import Prepared
from orders.models import Order
from orders.payments.models import CheckoutSession, PaymentAlert, Refund, Source

_ASKED_FOR = Prepared(lambda ids: Order.objects.filter(checkout_sessions__session_id__in=ids).only("number"))


def order_asked_for_in(session_id: str) -> Order | None:
    """The order of one of Stripe's sessions, as much of it as leads to its page. One query."""
    return next(iter(_ASKED_FOR.objects([session_id])), None)


def payment_of(order: Order) -> Source | None:
    """The payment that paid this order; None until one did."""
    return Source.objects.filter(order=order, paid_the_order=True).first()


def refunds_of(order: Order) -> QuerySet[Refund]:
    """Every refund of this order, also of payments that came too late or twice; oldest first.

    ``is_to_be_sent_again`` where it failed and nothing else gives back that payment, which the store does not want.
    """
    refunds = Refund.objects.filter(source__order=order)
    is_unwanted = Q(state=Refund.State.FAILED, source__paid_the_order=False)
    is_last = Q(
        pk=Subquery(Refund.objects.filter(source=OuterRef("source")).order_by("-requested_at", "-pk").values("pk")[:1])
    )
    return refunds.annotate(is_to_be_sent_again=is_unwanted & is_last)


def refundable(order: Order) -> Decimal:
    """What is left of the payment and not yet on its way back, in the order's currency."""
    source = payment_of(order)
    return source.amount_debited - source.amount_refunded if source else ZERO


def came_back(order: Order) -> Decimal:
    """What the bank sent back of the money that had gone back to the shopper, and is not on its way to them anew."""
    source = payment_of(order) if order.amount_refunded else None
    return max(order.amount_refunded - source.amount_refunded, ZERO) if source else ZERO


def refunds_between(start: datetime, end: datetime) -> QuerySet[Refund]:
    """The refunds that arrived in [start, end), of payments that paid an order: what was never revenue is not here."""
    return Refund.objects.filter(
        source__paid_the_order=True, state=Refund.State.SUCCEEDED, settled_at__gte=start, settled_at__lt=end
    )


def open_session_of(order: Order) -> CheckoutSession | None:
    """The hosted page that is open for this order; its ``last_failure`` says why the bank refused the last card."""
    return CheckoutSession.objects.filter(order=order, state__in=CheckoutSession.LIVE).first()


def open_alerts() -> QuerySet[PaymentAlert]:
    """What somebody has to look at, the oldest first."""
    return PaymentAlert.objects.filter(resolved_at=None).select_related("order").order_by("raised_at", "pk")


def refunds_on_their_way() -> QuerySet[Refund]:
    """Refunds that have not arrived yet, with their order, the oldest first."""
    waiting = Refund.objects.filter(state__in=(Refund.State.REQUESTED, Refund.State.SENT))
    return waiting.select_related("source__order")
