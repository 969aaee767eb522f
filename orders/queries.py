"""Reads of orders. What a shopper may see is found through ``visible_to``, never by bare number."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest
from django.utils.translation import get_language

from catalogue.models import Product
from kernel import clock
from kernel.languages import column
from orders.keys import is_key_of, is_over, key_of, link_days
from orders.models import LineDiscount, Mailbox, Order
from orders.naming import names_now
from orders.numbers import as_written
from orders.reading import in_hand, order_numbered
from orders.snapshot import VERSION as SNAPSHOT_VERSION
from orders.snapshot import hash_of, hash_of_rows, in_full
from orders.timeline import Told, cancellation_in_words, timeline_of
from promotions.coupons.queries import mail_key
from promotions.models import Lane

__all__ = [
    "SESSION_ORDERS",
    "SNAPSHOT_VERSION",
    "Told",
    "as_written",
    "cancellation_in_words",
    "discounts_of",
    "hash_of",
    "hash_of_rows",
    "in_full",
    "in_hand",
    "is_key_of",
    "is_over",
    "key_of",
    "link_days",
    "names_now",
    "number_delivered_with",
    "order_of",
    "order_placed_with",
    "order_seen_in",
    "orders_of",
    "stale_unpaid",
    "stock_wanted_by",
    "timeline_of",
    "unpaid_to_remind",
    "visible_in",
    "visible_to",
    "was_ever_paid_by",
]

#: Where a session keeps the numbers of orders it has proved to hold.
SESSION_ORDERS = "orders"


def order_of(number: str) -> Order:
    """The order of that number, with its address and buyer in the same query; raises Order.DoesNotExist."""
    return Order.objects.select_related("shipping_address__country", "user").get(number=number)


def orders_of(user: Any) -> QuerySet[Order]:
    """A member's orders, newest first, with their lines in one further query."""
    return Order.objects.filter(user=user).order_by("-date_placed", "-pk").prefetch_related("lines")


def number_delivered_with(user: Any, product: Product) -> str:
    """The latest of a member's orders with which the product, or a variant of it, was delivered; "" without one."""
    bought = Q(lines__product=product) | Q(lines__product__parent=product)
    delivered = Order.objects.filter(bought, user=user, status=Order.Status.DELIVERED, is_test=False)
    return delivered.order_by("-delivered_at").values_list("number", flat=True).first() or ""


def visible_to(user: Any, session_numbers: Collection[str]) -> QuerySet[Order]:
    """The orders this visitor may see: a member's own, and those the session has proved to hold."""
    allowed = Q(number__in=session_numbers)
    if user.is_authenticated:
        allowed |= Q(user=user)
    return Order.objects.filter(allowed)


def visible_in(request: HttpRequest) -> QuerySet[Order]:
    """``visible_to`` whoever asks."""
    return visible_to(request.user, request.session.get(SESSION_ORDERS, ()))


def order_seen_in(request: HttpRequest, number: str) -> Order | None:
    """The order of that number if ``visible_in`` has it, by a question composed once. One query."""
    order = order_numbered(number)
    return order if order and _is_visible_in(request, order) else None


def _is_visible_in(request: HttpRequest, order: Order) -> bool:
    """What ``visible_to`` asks the database, of an order in hand."""
    if order.number in request.session.get(SESSION_ORDERS, ()):
        return True
    return request.user.is_authenticated and order.user_id == request.user.pk


def order_to_pay_in(request: HttpRequest) -> Order | None:
    """The latest order of whoever asks that still waits for its payment."""
    waiting = visible_in(request).filter(status=Order.Status.PENDING, pay_by__gt=clock.now())
    return waiting.order_by("-date_placed").first()


def discounts_of(order: Order) -> list[Any]:
    """What each rule took off the goods, in the order in which they counted: what it is ``called`` now in the active
    language, as the shopper read it where it is gone; ``off`` is below 0. Points are not among them. One query."""
    given = LineDiscount.objects.filter(line__order=order).exclude(lane=Lane.POINTS)
    called = Coalesce(NullIf(_rule_name_now(), Value("")), "name", output_field=CharField())
    return list(given.values(called=called).annotate(first=Min("pk"), off=-Sum("amount")).order_by("first"))


def _rule_name_now() -> Case:
    """The promotion's name, and that of the offer where there is none."""
    own = column("name", get_language() or settings.LANGUAGE_CODE)
    its_own = When(offer__promotion=None, then=f"offer__{own}")
    return Case(its_own, default=f"offer__promotion__{own}", output_field=CharField())


def was_ever_paid_by(*, user_id: int | None = None, email: str = "", phone: str = "") -> bool:
    """Whether an order was ever paid by this account, or with this mailbox or telephone, as a guest too. One query."""
    paid = Order.objects.filter(paid_at__isnull=False).order_by().values("pk")
    theirs = [paid.filter(user=user_id)] if user_id else []
    if email:
        theirs.append(paid.alias(mailbox=Mailbox("guest_email")).filter(mailbox=mail_key(email)))
    if phone:
        theirs.append(paid.filter(shipping_address__phone_number=phone))
    return bool(theirs) and theirs[0].union(*theirs[1:]).exists()


def order_placed_with(form_key: str) -> Order | None:
    """The order that this checkout form has made, if it has."""
    return Order.objects.filter(form_key=form_key).first() if form_key else None


def stale_unpaid(now: datetime) -> QuerySet[Order]:
    """Unpaid orders whose time to pay is over, the longest overdue first."""
    return Order.objects.filter(status=Order.Status.PENDING, pay_by__lte=now).order_by("pay_by", "pk")


def unpaid_to_remind(until: datetime) -> QuerySet[Order]:
    """Unpaid orders that end before ``until`` and were not reminded yet."""
    pending = Order.objects.filter(status=Order.Status.PENDING, pay_by__lte=until, reminded_at=None)
    return pending.order_by("pay_by", "pk")


def stock_wanted_by(order: Order) -> dict[int, int]:
    """Stock record → pieces, over all lines of the order."""
    wanted: Counter[int] = Counter()
    for stock_id, quantity in order.lines.values_list("stockrecord_id", "quantity"):
        if stock_id:
            wanted[stock_id] += quantity
    return dict(wanted)
