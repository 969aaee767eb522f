"""Orders nobody paid: reminded once before their time ends, then closed and their pieces set free.

Both may run at any moment and on several workers: each order is looked at again under its own lock, and one that is
locked already, because a payment is settling, is left for the next round.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from kernel import clock
from orders import patience, queries, services
from orders.models import Order

UNPAID = "unpaid"


def remind_unpaid() -> int:
    """Remind whose time ends soon; the number of orders reminded."""
    return _each(lambda now: queries.unpaid_to_remind(_remind_before(now)), services.remind)


def close_unpaid() -> int:
    """Cancel whose time is over; the number of orders cancelled."""
    return _each(queries.stale_unpaid, _close)


def _remind_before(now: datetime) -> datetime:
    return now + patience.time_to_remind()


def _close(*, order: Order) -> None:
    services.cancel(order=order, reason=UNPAID)


def _each(due: Callable[[datetime], QuerySet[Order]], act: Callable[..., None]) -> int:
    now = clock.now()
    return sum(_act_on(due(now).filter(pk=pk), act) for pk in due(now).values_list("pk", flat=True))


@transaction.atomic
def _act_on(still_due: QuerySet[Order], act: Callable[..., None]) -> bool:
    order = still_due.select_for_update(skip_locked=True).first()
    if order:
        act(order=order)
    return order is not None
