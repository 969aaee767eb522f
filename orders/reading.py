"""An order with what hangs on it, by questions composed once: its page is the one that every purchase ends on."""

from collections import defaultdict

from oscar.apps.order.models import OrderDiscount, ShippingAddress

from kernel.prepared import Prepared, attach
from orders.models import Line, LineDiscount, Order, TimelineEntry

_ORDERS = Prepared(lambda numbers: Order.objects.filter(number__in=numbers))
_ADDRESSES = Prepared(lambda keys: ShippingAddress.objects.filter(pk__in=keys))
_LINES = Prepared(lambda orders: Line.objects.filter(order__in=orders))
_SHARES = Prepared(lambda lines: LineDiscount.objects.filter(line__in=lines))
_DISCOUNTS = Prepared(lambda orders: OrderDiscount.objects.filter(order__in=orders))
_TIMELINE = Prepared(lambda orders: TimelineEntry.objects.filter(order__in=orders))


def order_numbered(number: str) -> Order | None:
    """The order of that number. One query."""
    return next(iter(_ORDERS.objects([number])), None)


def in_hand(order: Order) -> Order:
    """The order, its address, its lines with their shares, its discounts and its timeline. At most five queries."""
    if order.shipping_address_id:
        [order.shipping_address] = _ADDRESSES.objects([order.shipping_address_id])
    lines, shares = _LINES.objects([order.pk]), defaultdict(list)
    for share in _SHARES.objects([line.pk for line in lines if line.has_shares]):
        shares[share.line_id].append(share)
    for line in lines:
        attach(line, "shares", shares[line.pk])
    attach(order, "lines", lines)
    attach(order, "discounts", _DISCOUNTS.objects([order.pk]))
    attach(order, "timeline", _TIMELINE.objects([order.pk]))
    return order
