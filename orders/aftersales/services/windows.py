"""The return window of an order: opened when it arrived, closed once and for all when nothing may come back.

What an exchange brought has its own, opened when that arrived.
"""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from kernel import clock
from kernel.events import announce
from orders.aftersales import terms
from orders.aftersales.models import ReplacementWindow, Return, ReturnWindow
from orders.events import ReturnWindowClosed
from orders.loyalty import services as loyalty

BATCH = 200


def open_window(*, order_id: int, delivered_at: datetime) -> None:
    """The order may come back without a reason until its window ends; one that is open already stays as it is."""
    ReturnWindow.objects.get_or_create(order_id=order_id, defaults=asdict(terms.term_from(delivered_at)))


def open_replacement_window(*, parcel_id: int, delivered_at: datetime) -> None:
    """What an exchange brought in this parcel may come back as long; of other parcels this changes nothing."""
    ends = asdict(terms.term_from(delivered_at))
    for exchange in Return.objects.filter(replacement=parcel_id):
        ReplacementWindow.objects.get_or_create(request=exchange, defaults=ends)


@transaction.atomic
def settle_if_closed(*, order_id: int) -> None:
    """What the order earned its new member is there; to spend, if its window is closed, else when it closes."""
    windows = ReturnWindow.objects.select_for_update(of=("self",)).select_related("order")
    if window := windows.filter(pk=order_id).first():
        loyalty.square(order=window.order)  # under the window's lock: who closes it next finds the points
        if window.closed_at:
            loyalty.settle(order_number=window.order.number)


def close_windows() -> int:
    """Each window that is over is closed and announced, once; how many were."""
    closed = 0
    while batch := _close_batch():
        closed += batch
    return closed


@transaction.atomic
def _close_batch() -> int:
    """Those another worker holds are left to it."""
    now = clock.now()
    windows = list(_over(now).select_for_update(of=("self",), skip_locked=True).select_related("order")[:BATCH])
    ReturnWindow.objects.filter(pk__in=[window.pk for window in windows]).update(closed_at=now)
    for window in windows:
        announce(ReturnWindowClosed(window.order_id, window.order.number, now.isoformat()))
    return len(windows)


def _over(now: datetime) -> QuerySet[ReturnWindow]:
    """Those whose order has a request under way, or what an exchange brought in its days, wait for their end."""
    under_way = Return.objects.filter(order=OuterRef("pk"), closed_at=None)
    brought = ReplacementWindow.objects.filter(request__order=OuterRef("pk"), ends_at__gt=now)
    windows = ReturnWindow.objects.filter(closed_at=None, ends_at__lte=now)
    return windows.exclude(Exists(under_way)).exclude(Exists(brought)).order_by("ends_at", "pk")
