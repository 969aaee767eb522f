"""Commands that move an order along its path.

Each locks the order's row first, so the caller's object shows the order as it is now, then checks, changes,
writes the timeline and announces what happened. Saying something twice changes nothing the second time.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import F, QuerySet

from catalogue.inventory import services as inventory
from kernel import clock, tries
from kernel.events import announce
from kernel.inserts import insert
from kernel.lifecycle import IllegalMove
from kernel.prepared import Prepared
from orders import events, patience, queries
from orders.lifecycle import ORDER
from orders.models import Order, TimelineEntry
from orders.numbers import new_number
from promotions import services as promotions
from promotions.coupons import services as coupons

__all__ = [
    "LinkMailedAlready",
    "OrderWasCancelled",
    "RefundExceedsPayment",
    "WrongAmount",
    "attach",
    "cancel",
    "lock",
    "mark_delivered",
    "mark_held_paid",
    "mark_paid",
    "mark_shipped",
    "new_number",
    "record_refund",
    "reinstate",
    "remember_in",
    "remind",
    "renew_link",
    "tell",
    "time_to_pay",
]

S = Order.Status

#: How many orders of guests a session remembers.
REMEMBERED = 50
#: How often a link is mailed anew, so that nobody's mailbox is filled by whoever found an old one.
LINKS_AN_HOUR = 3


class LinkMailedAlready(Exception):
    """Enough new links were mailed for this order within the hour."""


class OrderWasCancelled(Exception):
    """A payment came for an order that is no longer waiting for one; see ``reinstate``."""


class WrongAmount(Exception):
    """The payment is not the order's total."""


class RefundExceedsPayment(Exception):
    """More would go back than is left of what was paid."""


def time_to_pay(placed_at: datetime) -> datetime:
    """Until when an order placed at that moment may be paid."""
    return placed_at + patience.time_to_pay()


def remember_in(session: SessionBase, number: str) -> None:
    """This session may see the order from now on."""
    known = session.get(queries.SESSION_ORDERS, [])
    if number not in known:
        session[queries.SESSION_ORDERS] = [*known, number][-REMEMBERED:]


@transaction.atomic
def renew_link(*, order: Order) -> None:
    """A new link is mailed to where the order's mails go. Raises LinkMailedAlready."""
    if not tries.may_try("order-link", [order.number], most=LINKS_AN_HOUR, within=timedelta(hours=1)):
        raise LinkMailedAlready(order.number)
    announce(events.LinkWanted(order.pk, order.number, clock.now().isoformat()))


def lock(order: Order) -> None:
    """Hold the order's row until the transaction ends, and read it as it is now. Raises Order.DoesNotExist."""
    order.__dict__.update(vars(locked(order.pk)), _prefetched_objects_cache={})


#: Composed within the transaction that asks it first, as every one that asks it has to be.
_LOCKED = Prepared(lambda orders: Order.objects.filter(pk__in=orders).select_for_update())


def locked(order_id: int) -> Order:
    """The order as it is now, its row held until the transaction ends. Raises Order.DoesNotExist."""
    for order in _LOCKED.objects([order_id]):
        return order
    raise Order.DoesNotExist(order_id)


@transaction.atomic
def attach(*, orders: QuerySet[Order], user_id: int) -> None:
    """Those of the orders that nobody's account holds are the member's from now on, and it is announced once."""
    theirs = list(orders.filter(user=None).select_for_update().order_by("pk"))
    Order.objects.filter(pk__in=[order.pk for order in theirs]).update(user_id=user_id)
    at = clock.now().isoformat()
    announce(*(events.OrderAttached(order.pk, order.number, user_id, at) for order in theirs))


def tell(
    *,
    order: Order,
    kind: str,
    details: Mapping[str, Any] | None = None,
    by: str = "",
    for_shopper: bool = True,
    at: datetime | None = None,
) -> TimelineEntry:
    """Add a line to the order's timeline. ``details`` are plain values; their words come from ``orders.timeline``."""
    entry = TimelineEntry(
        order=order,
        kind=kind,
        details=dict(details or {}),
        by=by,
        for_shopper=for_shopper,
        happened_at=at or clock.now(),
    )
    return insert([entry])[0]


@transaction.atomic
def remind(*, order: Order) -> None:
    """The shopper of the pending order is told, once, that the time to pay is ending."""
    lock(order)
    if order.reminded_at or order.status != S.PENDING:
        return
    now = clock.now()
    Order.objects.filter(pk=order.pk).update(reminded_at=now)
    tell(order=order, kind="reminded", at=now)
    announce(events.PaymentReminderDue(order.pk, order.number, now.isoformat()))


@transaction.atomic
def mark_paid(*, order: Order, amount: Decimal, at: datetime) -> None:
    """The pending order is paid. Raises OrderWasCancelled, or WrongAmount if it is not the total to the cent."""
    lock(order)
    mark_held_paid(order=order, amount=amount, at=at)


def mark_held_paid(*, order: Order, amount: Decimal, at: datetime) -> None:
    """The same for whoever holds the order's row and read it since, in their transaction."""
    if order.paid_at:
        return
    if order.status == S.CANCELLED:
        raise OrderWasCancelled(order.number)
    _check_amount(order, amount)
    ORDER.move(order, S.PAID, amount_paid=amount, paid_at=at)
    tell(order=order, kind="paid", details={"amount": str(amount)}, at=at)
    announce(events.OrderPaid(order.pk, order.number, str(amount), at.isoformat()))


@transaction.atomic
def reinstate(*, order: Order, amount: Decimal, at: datetime) -> None:
    """The cancelled order is paid after all and holds its stock again.

    Raises NotEnoughStock where the pieces are gone, CouponUsedUp or OfferUsedUp where what lowered its price is with
    other orders, IllegalMove where it was not cancelled; then nothing changed.
    """
    lock(order)
    if order.paid_at:
        return
    if order.status != S.CANCELLED:
        raise IllegalMove(f"{order.number} was never cancelled")
    _check_amount(order, amount)
    inventory.allocate(reference=order.reference, wanted=queries.stock_wanted_by(order))
    coupons.take_again(order=order)
    promotions.take_use_again(order_number=order.number)
    ORDER.move(order, S.PAID, amount_paid=amount, paid_at=at, cancelled_at=None)
    tell(order=order, kind="reinstated", details={"amount": str(amount)}, at=at)
    announce(events.OrderReinstated(order.pk, order.number, str(amount), at.isoformat()))


@transaction.atomic
def cancel(*, order: Order, reason: str, by: str = "") -> None:
    """The unpaid order is over, its stock is free, its coupon good again and its use of promotions others' to have.

    Raises IllegalMove once it was paid.
    """
    lock(order)
    if order.status == S.CANCELLED:
        return
    now = clock.now()
    ORDER.move(order, S.CANCELLED, cancelled_at=now)
    inventory.release(reference=order.reference)
    coupons.give_back(order=order)
    promotions.give_back_use(order_number=order.number)
    tell(order=order, kind="cancelled", details={"reason": reason}, by=by, at=now)
    announce(events.OrderCancelled(order.pk, order.number, reason, now.isoformat()))


@transaction.atomic
def mark_shipped(*, order: Order, at: datetime, by: str = "") -> None:
    """The paid order left the store and its stock with it. Raises IllegalMove where it may not leave."""
    lock(order)
    if order.shipped_at:
        return
    ORDER.move(order, S.SHIPPED, shipped_at=at)
    inventory.ship(reference=order.reference)
    tell(order=order, kind="shipped", by=by, at=at)
    announce(events.OrderShipped(order.pk, order.number, at.isoformat()))


@transaction.atomic
def mark_delivered(*, order: Order, at: datetime) -> None:
    """The shopper has it. Raises IllegalMove where it never left, or was refunded on the way."""
    lock(order)
    if order.delivered_at:
        return
    ORDER.move(order, S.DELIVERED, delivered_at=at)
    tell(order=order, kind="delivered", at=at)
    announce(events.OrderDelivered(order.pk, order.number, at.isoformat()))


@transaction.atomic
def record_refund(*, order: Order, amount: Decimal, at: datetime, by: str = "") -> None:
    """``amount`` went back to the shopper; when nothing is left the order is refunded, and unshipped stock free again.

    Every call counts: whoever refunds makes sure to say so once. Raises RefundExceedsPayment.
    """
    lock(order)
    _give_back(order, amount)
    in_full = order.amount_refunded == order.amount_paid
    if in_full:
        ORDER.move(order, S.REFUNDED)
    if in_full and not order.shipped_at:
        inventory.release(reference=order.reference)
    if in_full:
        coupons.give_back(order=order)
    tell(order=order, kind="refunded", details={"amount": str(amount), "in_full": in_full}, by=by, at=at)
    announce(events.OrderRefunded(order.pk, order.number, str(amount), in_full, at.isoformat()))


def _check_amount(order: Order, amount: Decimal) -> None:
    if amount != order.total_incl_tax:
        raise WrongAmount(f"{order.number}: {amount} instead of {order.total_incl_tax}")


def _give_back(order: Order, amount: Decimal) -> None:
    covered = Order.objects.filter(pk=order.pk, amount_paid__gte=F("amount_refunded") + amount)
    if amount <= 0 or not covered.update(amount_refunded=F("amount_refunded") + amount):
        raise RefundExceedsPayment(order.number)
    order.refresh_from_db(fields=["amount_refunded"])
