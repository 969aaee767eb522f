"""What has not left yet, and what carriers said that nobody could use."""

from django.db.models import Exists, OuterRef, QuerySet

from orders.fulfilment.models import CarrierPush, Parcel
from orders.models import Line, Order


def left_of(order: Order) -> dict[Line, int]:
    """The order's lines with the pieces of each that are not in a parcel yet; lines with none are left out."""
    lines = order.lines.select_related("progress").order_by("pk")
    left = {line: line.quantity - (line.progress.shipped if hasattr(line, "progress") else 0) for line in lines}
    return {line: quantity for line, quantity in left.items() if quantity}


def unmatched_pushes() -> QuerySet[CarrierPush]:
    """Pushes about parcels we do not know, the newest first: a number typed wrong, or not typed yet."""
    parcels = Parcel.objects.filter(carrier=OuterRef("carrier"), number=OuterRef("number"))
    waiting = CarrierPush.objects.filter(handled_at=None, dead_at=None).exclude(Exists(parcels))
    return waiting.defer("body").order_by("-pk")


def dead_pushes() -> QuerySet[CarrierPush]:
    """Pushes that failed too often to be tried again by themselves, the oldest first."""
    return CarrierPush.objects.filter(dead_at__isnull=False).defer("body").order_by("dead_at", "pk")
