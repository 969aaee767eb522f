"""Following a parcel: its scans add up to its state, whatever order they come in. Callers hold the order's row."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import F

from kernel.events import announce
from orders import services as orders
from orders.fulfilment import policy
from orders.fulfilment.adapters.report import ScanReport
from orders.fulfilment.events import ParcelDelivered
from orders.fulfilment.lifecycle import PARCEL
from orders.fulfilment.models import LineProgress, Parcel, Scan
from orders.models import Order


def follow(parcel: Parcel, reported: Iterable[ScanReport]) -> None:
    """The reported scans are on the parcel's track, and the parcel and its order are where the track says."""
    parcel.refresh_from_db(fields=["state", "delivered_at"])
    scans = _recorded(parcel, reported)
    _move(parcel, scans)
    Parcel.objects.filter(pk=parcel.pk).update(problem=_problem(parcel, scans))
    _deliver(parcel.order)


def _recorded(parcel: Parcel, reported: Iterable[ScanReport]) -> Sequence[Scan]:
    """Add the scans that are new, and say more about those that were vague; the whole track."""
    track = {(scan.happened_at, scan.text): scan for scan in parcel.scans.all()}
    changed: dict[tuple[datetime, str], Scan] = {}
    for told in reported:
        key = (told.happened_at, told.text)
        scan = track.setdefault(key, Scan(parcel=parcel, happened_at=told.happened_at, text=told.text))
        state, place = policy.clearer(scan.state, told.state), max(scan.place, told.place)
        if scan.pk is None or (scan.state, scan.place) != (state, place):
            scan.state, scan.place = state, place
            changed[key] = scan
    Scan.objects.bulk_create(
        changed.values(),
        update_conflicts=True,
        unique_fields=["parcel", "happened_at", "text"],
        update_fields=["state", "place"],
    )
    return list(track.values())


def _move(parcel: Parcel, scans: Sequence[Scan]) -> None:
    """To the furthest step; delivered when the first signature says so, even if that one arrives later."""
    reached = policy.furthest(scan.state for scan in scans)
    delivered_at = min((scan.happened_at for scan in scans if scan.state == policy.DELIVERED), default=None)
    if PARCEL.allows(parcel.state, reached):
        PARCEL.move(parcel, reached, delivered_at=delivered_at)
        _announce_delivery(parcel)
    elif delivered_at != parcel.delivered_at:
        Parcel.objects.filter(pk=parcel.pk).update(delivered_at=delivered_at)


def _announce_delivery(parcel: Parcel) -> None:
    if parcel.delivered_at:
        number, at = parcel.order.number, parcel.delivered_at.isoformat()
        announce(ParcelDelivered(parcel.pk, parcel.order_id, number, at))


def _problem(parcel: Parcel, scans: Sequence[Scan]) -> str:
    """The words of the newest scan where it is a problem and the parcel is still on its way."""
    newest = max(scans, key=lambda scan: (scan.happened_at, scan.text), default=None)
    at_an_end = parcel.state in (policy.DELIVERED, policy.RETURNED)
    return newest.text if newest and newest.state == policy.PROBLEM and not at_an_end else ""


def _deliver(order: Order) -> None:
    """Once every piece bought is in a delivered parcel the order is delivered, and its return window starts."""
    if order.status != Order.Status.SHIPPED:
        return
    times = list(order.parcels.values_list("delivered_at", flat=True))
    if None in times or LineProgress.objects.filter(order=order, shipped__lt=F("bought")).exists():
        return
    orders.mark_delivered(order=order, at=max(times))
