"""What the desk looks at: each view is a queue of work or an archive, and a tab of the list."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.thresholds import value_in_query
from orders.fulfilment.models import LineProgress, Parcel
from orders.models import Order
from shop.backoffice.counts import counts

S = Order.Status

#: A paid order leaves within a day.
SHIP_WITHIN = timedelta(hours=24)
#: Nobody needs to know more exactly how many there are.
COUNTED = 1000

VIEWS: dict[str, str | Promise] = {
    "to_ship": _("To ship"),
    "priority": _("To ship first"),
    "late": _("Overdue"),
    "part_shipped": _("Part shipped"),
    "trouble": _("Trouble on the way"),
    "unpaid": _("Unpaid"),
    "shipped": _("Shipped"),
    "delivered": _("Delivered"),
    "cancelled": _("Cancelled"),
    "refunded": _("Refunded"),
    "all": _("All"),
}
#: Queues are worked on from the front, archives are read from the end.
OLDEST_PAID_FIRST = frozenset({"to_ship", "priority", "late", "part_shipped", "trouble"})

#: Everything needs no number, and who bought each of the orders that wait takes too long to ask.
NOT_COUNTED = frozenset({"priority", "all"})
#: Members of this level and above have their orders packed first.
PRIORITY_LEVEL = "priority dispatch from level"

_STATES = {
    "to_ship": S.PAID,
    "unpaid": S.PENDING,
    "shipped": S.SHIPPED,
    "delivered": S.DELIVERED,
    "cancelled": S.CANCELLED,
    "refunded": S.REFUNDED,
}


def orders_in(view: str) -> QuerySet[Order]:
    """The orders of a view, unordered; all of them where there is no such view."""
    if view in _STATES:
        return Order.objects.filter(status=_STATES[view])
    match view:
        case "priority":
            return Order.objects.filter(status=S.PAID, user__rank__level__gte=value_in_query(PRIORITY_LEVEL))
        case "late":
            return Order.objects.filter(status=S.PAID, paid_at__lt=clock.now() - SHIP_WITHIN)
        case "part_shipped":
            unshipped = LineProgress.objects.filter(order=OuterRef("pk"), shipped__lt=F("bought"))
            return Order.objects.filter(Exists(unshipped), status=S.SHIPPED)
        case "trouble":
            stuck = Parcel.objects.filter(order=OuterRef("pk")).exclude(problem="")
            return Order.objects.filter(Exists(stuck), status=S.SHIPPED)
    return Order.objects.all()


def waiting() -> QuerySet[Order]:
    """The orders that wait to be shipped, as far as they are counted."""
    return orders_in("to_ship").order_by()[:COUNTED]


def _ids_in(view: str) -> QuerySet[Any, Any]:
    """The orders of a view by id; the few that are part shipped are found by their lines, not one by one."""
    if view == "part_shipped":
        unshipped = LineProgress.objects.filter(shipped__lt=F("bought"), order__status=S.SHIPPED)
        return unshipped.order_by().values("order").distinct()
    return orders_in(view).order_by().values("pk")


def counts_of_views() -> dict[str, str]:
    """How many orders each view holds that is counted, as far as they are ("1000+"). One query at most."""
    names = {view: f"orders in {view}" for view in VIEWS if view not in NOT_COUNTED}
    found = counts({name: partial(_counted, view) for view, name in names.items()})
    return {view: _in_words(found[name]) for view, name in names.items()}


def _counted(view: str) -> QuerySet[Any, Any]:
    return _ids_in(view)[: COUNTED + 1]


def _in_words(count: int) -> str:
    return f"{COUNTED}+" if count > COUNTED else str(count)
