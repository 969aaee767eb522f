"""An order with what hangs on it, by questions composed once: its page is the one that every purchase ends on."""

from collections import defaultdict

from oscar.apps.order.models import OrderDiscount

from kernel.prepared import PreparedRows, attach
from orders.models import Line, LineDiscount, Order, TimelineEntry

_LINES = PreparedRows(Line, lambda orders: Line.objects.filter(order__in=orders))
_SHARES = PreparedRows(LineDiscount, lambda lines: LineDiscount.objects.filter(line__in=lines))
_DISCOUNTS = PreparedRows(OrderDiscount, lambda orders: OrderDiscount.objects.filter(order__in=orders))
_TIMELINE = PreparedRows(TimelineEntry, lambda orders: TimelineEntry.objects.filter(order__in=orders))


def in_hand(order: Order) -> Order:
    """The order, its lines with their shares, its discounts and its timeline. Four queries."""
    lines, shares = _LINES.instances([order.pk]), defaultdict(list)
    for share in _SHARES.instances([line.pk for line in lines]):
        shares[share.line_id].append(share)
    for line in lines:
        attach(line, "shares", shares[line.pk])
    attach(order, "lines", lines)
    attach(order, "discounts", _DISCOUNTS.instances([order.pk]))
    attach(order, "timeline", _TIMELINE.instances([order.pk]))
    return order
