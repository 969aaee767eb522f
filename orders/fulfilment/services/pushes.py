"""What carriers push: kept as it came, then worked on until the parcel's track has it."""

import hashlib
import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from kernel import clock
from orders import services as orders
from orders.fulfilment import wakeup
from orders.fulfilment.adapters import SOURCES
from orders.fulfilment.adapters.report import Report
from orders.fulfilment.models import CarrierPush, Parcel
from orders.fulfilment.services.tracks import follow

logger = logging.getLogger(__name__)

ATTEMPTS = 6
KEPT_FOR = timedelta(days=90)


@transaction.atomic
def keep_push(*, source: str, body: bytes, report: Report, received_at: datetime) -> None:
    """The push is stored byte for byte and a worker asked to take it in; a copy of an earlier one leaves nothing."""
    digest = hashlib.sha256(body).digest()
    push = CarrierPush(
        source=source, carrier=report.carrier, number=report.number, body=body, digest=digest, received_at=received_at
    )
    CarrierPush.objects.bulk_create([push], ignore_conflicts=True)
    wakeup.after_commit()


def take_in_waiting() -> int:
    """Take in every push whose parcel is known; the number that were. A push that fails is tried again later."""
    taken_in = 0
    while waiting := list(_due().values_list("pk", flat=True)[:100]):
        taken_in += sum(_taken_in(push_id) for push_id in waiting)
    return taken_in


def revive_push(*, push: CarrierPush) -> None:
    """A dead push has its attempts back."""
    CarrierPush.objects.filter(pk=push.pk).update(dead_at=None, attempts=0, due_at=clock.now())
    wakeup.after_commit()


def forget_pushes() -> int:
    """Drop what is older than 90 days, worked on or nobody's; dead ones stay until someone looks at them."""
    old = CarrierPush.objects.filter(received_at__lt=clock.now() - KEPT_FOR, dead_at=None)
    return old.delete()[0]


def _due() -> QuerySet[CarrierPush]:
    parcels = Parcel.objects.filter(carrier=OuterRef("carrier"), number=OuterRef("number"))
    waiting = CarrierPush.objects.filter(handled_at=None, dead_at=None, due_at__lte=clock.now())
    return waiting.filter(Exists(parcels)).order_by("pk")


def _taken_in(push_id: int) -> bool:
    push = CarrierPush.objects.get(pk=push_id)
    try:
        _take_in(push)
    except Exception as error:
        logger.exception("push.failed", extra={"push": push.pk, "source": push.source})
        _postpone(push, error)
        return False
    return True


@transaction.atomic
def _take_in(push: CarrierPush) -> None:
    """Two workers may take in the same push: the order's row, which both lock first, makes them take turns."""
    parcel = Parcel.objects.select_related("order").get(carrier=push.carrier, number=push.number)
    orders.lock(parcel.order)
    report = SOURCES[push.source].report_in(bytes(push.body), push.received_at)
    follow(parcel, report.scans)
    CarrierPush.objects.filter(pk=push.pk).update(handled_at=clock.now())


def _postpone(push: CarrierPush, error: Exception) -> None:
    """Try again after 2, 4, 8 … seconds; after the last attempt it lies with the dead, for a merchant to see."""
    now = clock.now()
    push.attempts += 1
    push.last_error = f"{type(error).__name__}: {error}"[:500]
    push.due_at = now + timedelta(seconds=2**push.attempts)
    push.dead_at = now if push.attempts >= ATTEMPTS else None
    push.save(update_fields=["attempts", "last_error", "due_at", "dead_at"])
