"""What orders ask to be done today, and how the office's search finds them; both join when the back office opens."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from kernel import clock
from orders.fulfilment import queries
from orders.fulfilment.models import Parcel
from shop.backoffice.orders.finding import matching
from shop.backoffice.orders.rows import rows_of
from shop.backoffice.orders.views import SHIP_WITHIN, orders_in
from shop.backoffice.search import FINDERS, Finder, Hit
from shop.backoffice.today import SHOWN_PER_SOURCE, SOURCES, Source, Task


def to_ship() -> list[Task]:
    """The paid orders that have to leave first."""
    keys = list(orders_in("to_ship").order_by("paid_at", "pk").values_list("pk", flat=True)[:SHOWN_PER_SOURCE])
    return [
        Task(
            kind=_("Ship"),
            title=row.items,
            detail="",
            subject=f"{row.customer} {row.order.number}",
            due=row.order.paid_at + SHIP_WITHIN,
            url=reverse("office:order", args=[row.order.number]),
            action=_("Ship"),
        )
        for row in rows_of(keys)
        if row.order.paid_at
    ]


def in_trouble() -> list[Task]:
    """Parcels whose carrier last reported a problem."""
    stuck = Parcel.objects.exclude(problem="").select_related("order").order_by("shipped_at", "pk")
    return [
        Task(
            kind=_("Parcel"),
            title=parcel.problem,
            detail=f"{parcel.carrier_name} {parcel.number}",
            subject=parcel.order.number,
            due=parcel.shipped_at,
            url=reverse("office:order", args=[parcel.order.number]),
            action=_("Look"),
        )
        for parcel in stuck[:SHOWN_PER_SOURCE]
    ]


def dead_pushes() -> list[Task]:
    return [
        Task(
            kind=_("Carrier"),
            title=_("A carrier’s push could not be worked on"),
            detail=push.last_error,
            subject=f"{push.carrier_name} {push.number}",
            due=push.dead_at or clock.now(),
            url=reverse("office:order-pushes") + "?view=dead",
            action=_("Look"),
        )
        for push in queries.dead_pushes()[:SHOWN_PER_SOURCE]
    ]


def found_orders(words: str) -> Iterator[Hit]:
    keys = matching(words)[:SHOWN_PER_SOURCE]
    for row in rows_of(keys):
        said = f"{row.customer} {row.items}".strip()
        yield Hit(_("Order"), row.order.number, said, reverse("office:order", args=[row.order.number]))


SOURCES += [Source("orders.ship", to_ship), Source("orders.ship", in_trouble), Source("orders.ship", dead_pushes)]
FINDERS += [Finder("orders.view", found_orders)]
