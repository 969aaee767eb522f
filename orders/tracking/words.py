"""An order in words: where it stands, what happens next, and its receipt."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel import clock
from kernel.templatetags.instants import short_day
from orders.aftersales.queries import return_days_of
from orders.basket.queries import Reason, Row, delivery_row, paid_with_points
from orders.fulfilment.queries import ParcelTrack
from orders.models import Order
from orders.queries import Told, cancellation_in_words

S = Order.Status


@dataclass(frozen=True)
class Event:
    """A line of ``components/timeline.html``."""

    title: str
    at: datetime | None = None
    note: str = ""
    state: str = ""
    when: str = ""


def headline(order: Order, parcels: list[ParcelTrack]) -> str:
    match order.status:
        case S.PENDING:
            return _("One step is left: paying")
        case S.PAID:
            return _("Thank you, your order is confirmed")
        case S.SHIPPED:
            return _parcels_on_their_way(order, parcels)
        case S.DELIVERED:
            return _("Your order has arrived")
        case S.CANCELLED:
            return _("This order was cancelled")
        case _:
            return _("This order was refunded")


def _parcels_on_their_way(order: Order, parcels: list[ParcelTrack]) -> str:
    arrived = sum(parcel.has_arrived for parcel in parcels)
    if arrived:
        words = ngettext(
            "%(count)s parcel has arrived, more is coming", "%(count)s parcels have arrived, more is coming", arrived
        )
        return words % {"count": arrived}
    if order.promised_on:
        return _("On its way, arriving %(day)s") % {"day": short_day(order.promised_on)}
    return _("On its way")


def goods_heading(order: Order) -> str:
    """Over the goods while none of them are in a parcel."""
    if order.status == S.PAID and order.promised_on:
        return _("Arriving %(day)s") % {"day": short_day(order.promised_on)}
    return order.get_status_display()


def what_happens_next(order: Order) -> str:
    match order.status:
        case S.PENDING:
            until = date_format(order.pay_by.astimezone(clock.store_time_zone()), "H:i")
            return _(
                "We keep your goods until %(time)s. After that the order ends by itself and nothing is charged."
            ) % {"time": until}
        case S.PAID:
            return _("We pack it now and write to you when it leaves, with the number to follow it by.")
        case S.SHIPPED:
            return _("Every scan of the carrier appears here. We write to you when it is delivered.")
        case S.DELIVERED:
            return _may_come_back(return_days_of(order))
        case S.CANCELLED:
            entry = order.timeline.filter(kind="cancelled").last()
            reason = cancellation_in_words(entry.details.get("reason", "")) if entry else ""
            return (_("%(reason)s Nothing was charged.") % {"reason": reason}).strip()
        case _:
            return _("The money goes back the way it came; your bank may take some days to show it.")


def _may_come_back(days: int) -> str:
    words = ngettext(
        "Is something not right? You can return it within %(days)s day of delivery.",
        "Is something not right? You can return it within %(days)s days of delivery.",
        days,
    )
    return words % {"days": days}


def events_of(order: Order, told: list[Told]) -> list[Event]:
    """The timeline, newest first, with what is promised on top."""
    happened = [Event(each.words, each.at, each.more, "" if n else "now") for n, each in enumerate(told)]
    return [*_ahead(order), *happened]


def _ahead(order: Order) -> list[Event]:
    if order.status not in (S.PAID, S.SHIPPED) or not order.promised_on:
        return []
    when = _("expected %(day)s") % {"day": short_day(order.promised_on)}
    return [Event(_("Delivered"), state="next", when=when)]


def receipt_of(order: Order) -> list[Row]:
    """Goods, each discount, delivery, total: the rows add up to what was paid or is to be paid."""
    discounts = list(order.discounts.all())
    goods = sum((line.line_price_before_discounts_incl_tax for line in order.lines.all()), Decimal(0))
    off_delivery = sum((each.amount for each in discounts if each.is_shipping_discount), Decimal(0))
    return [
        Row(_("Goods"), goods),
        *(Row(each.offer_name or each.voucher_code, -each.amount, "minus") for each in discounts),
        *paid_with_points(order.points_spent, order.points_discount),
        delivery_row(order.shipping_incl_tax + off_delivery),
        Row(_total(order), order.total_incl_tax, "total"),
    ]


def _total(order: Order) -> str:
    if order.paid_at:
        return _("Paid")
    return _("Total") if order.status == S.CANCELLED else _("To pay")


def reasons_of(order: Order) -> list[Reason]:
    """What every rule did, as it was told when the order was placed; nothing of orders from before that was kept."""
    rules = order.snapshot.get("rules", [])
    return [Reason(**rule | {"amount": Decimal(rule["amount"])}) for rule in rules]


def masked(phone: str) -> str:
    """``+8613800180018`` as ``138 **** 0018``: enough to know one's own number, of no use to others."""
    digits = phone.removeprefix("+86")
    return f"{digits[:3]} **** {digits[-4:]}" if len(digits) > 7 else phone
