"""An order as the list shows it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel import clock
from orders.fulfilment import policy
from orders.fulfilment.models import Parcel
from orders.models import Line, Order, TimelineEntry
from shop.backoffice.orders.views import SHIP_WITHIN

S = Order.Status

#: What a row says needs no more; an order has sixty columns.
COLUMNS = (
    *("number", "date_placed", "status", "user_id", "is_test", "currency", "total_incl_tax"),
    *("amount_paid", "amount_refunded", "paid_at", "shipped_at", "delivered_at"),
    *("shipping_address__first_name", "shipping_address__last_name"),
)


_STATE = '<span class="state" data-state="{}">{}</span>'


@dataclass(frozen=True)
class Standing:
    """Where something stands; ``note`` is small beside it."""

    word: str
    state: str = ""
    note: str = ""
    is_state: bool = True

    @property
    def drawn(self) -> SafeString:
        """As ``components/state.html`` draws it; fifty rows of three would spend their time in including it."""
        plain = format_html("{}", self.word)
        word = format_html(_STATE, self.state, self.word) if self.word and self.is_state else plain
        return format_html("{} <small>{}</small>", word, self.note) if self.note else word


@dataclass(frozen=True)
class Row:
    order: Order
    url: str
    customer: str
    items: str
    payment: Standing
    fulfilment: Standing
    ship_by: Standing
    flags: list[str]

    @property
    def sum(self) -> str:
        return str(self.order.total_incl_tax)

    @property
    def placed_at(self) -> str:
        return self.order.date_placed.isoformat(timespec="seconds")

    @property
    def carriers(self) -> str:
        return self.fulfilment.note


def rows_of(keys: Collection[int]) -> list[Row]:
    """The rows of these orders in this order; three queries, however many."""
    notes = TimelineEntry.objects.filter(order=OuterRef("pk"), kind="note")
    lines = Prefetch("lines", Line.objects.only("order_id", "title", "quantity").order_by("pk"))
    orders = Order.objects.select_related("shipping_address").only(*COLUMNS).annotate(has_note=Exists(notes))
    found = orders.prefetch_related(lines, "parcels").in_bulk(keys)
    now = clock.now()
    return [_row(found[key], now) for key in keys if key in found]


def payment_of(order: Order) -> Standing:
    if order.status == S.PENDING:
        return Standing(_("Unpaid"), "warn")
    if order.status == S.REFUNDED:
        return Standing(_("Refunded"))
    if order.amount_refunded:
        return Standing(_("Part refunded"))
    return Standing(_("Paid"), "good") if order.paid_at else Standing(_("Never paid"))


def fulfilment_of(order: Order) -> Standing:
    """How far it is on its way; nothing to say of what never set out."""
    parcels: Collection[Parcel] = order.parcels.all()
    if order.status == S.PAID:
        return Standing(_("To ship"), "todo")
    if order.status == S.DELIVERED:
        return Standing(_("Delivered"), "good")
    if order.status == S.SHIPPED and any(parcel.problem for parcel in parcels):
        return Standing(_("Trouble on the way"), "bad")
    if order.status == S.SHIPPED and parcels:
        nearest_start = min(parcels, key=lambda parcel: policy.LADDER.index(parcel.state))
        return Standing(nearest_start.get_state_display())
    return Standing("")


def _with_carriers(standing: Standing, order: Order) -> Standing:
    return replace(standing, note=", ".join(sorted({parcel.carrier_name for parcel in order.parcels.all()})))


def ship_by(order: Order, now: datetime) -> Standing:
    """When a paid order has to leave, and how late it is; nothing once it has left or was never paid."""
    if order.status != S.PAID or order.paid_at is None:
        return Standing("")
    due = order.paid_at + SHIP_WITHIN
    if due < now:
        return Standing(_late(now - due), "bad")
    is_today = clock.store_day(due) == clock.store_day(now)
    local = timezone.localtime(due)
    at = date_format(local, "H:i" if is_today else _("D H:i"))
    return Standing(_("Today %(time)s") % {"time": at}, "warn") if is_today else Standing(at, is_state=False)


def _late(by: timedelta) -> str:
    hours = int(by.total_seconds() // 3600)
    if hours < 1:
        minutes = int(by.total_seconds() // 60)
        return ngettext("%(n)d minute late", "%(n)d minutes late", minutes) % {"n": minutes}
    if hours < 48:
        return ngettext("%(n)d hour late", "%(n)d hours late", hours) % {"n": hours}
    return ngettext("%(n)d day late", "%(n)d days late", hours // 24) % {"n": hours // 24}


def _row(order: Order, now: datetime) -> Row:
    address = order.shipping_address
    return Row(
        order=order,
        url=reverse("office:order", args=[order.number]),
        customer=policy.shown_name(address.first_name, address.last_name) if address else "",
        items=_items(order),
        payment=payment_of(order),
        fulfilment=_with_carriers(fulfilment_of(order), order),
        ship_by=ship_by(order, now),
        flags=list(_flags(order)),
    )


def _items(order: Order) -> str:
    """The first line with its pieces, and how many more lines there are."""
    lines = list(order.lines.all())
    if not lines:
        return ""
    first, *others = lines
    said = f"{first.title} × {first.quantity}" if first.quantity > 1 else first.title
    return f"{said}, +{len(others)}" if others else said


def _flags(order: Order) -> Iterator[str]:
    if order.has_note:
        yield _("Note")
    if order.is_test:
        yield _("Test")
