"""The promise to answer in time, and requests nobody follows up."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet

from kernel import clock
from kernel.events import announce
from orders.aftersales import terms
from orders.aftersales.events import AnswerDueSoon, AnswerOverdue
from orders.aftersales.models import Return
from orders.aftersales.services.requests import withdraw

BATCH = 200
UNSENT = "unsent"


def mind_the_clock() -> int:
    """Each request whose answer is due soon is warned of once, each that is overdue marked once; how many were."""
    now = clock.now()
    running = Return.objects.filter(answered_at=None, closed_at=None, paused_at=None)
    soon = running.filter(warned_at=None, answer_due_at__lte=now + terms.warning())
    overdue = running.filter(breached_at=None, answer_due_at__lte=now)
    return _mark(soon, "warned_at", AnswerDueSoon) + _mark(overdue, "breached_at", AnswerOverdue)


def lapse_unsent() -> int:
    """Approved requests whose goods were never sent are withdrawn; how many were."""
    unsent = Return.objects.filter(state=Return.State.APPROVED, send_by__lte=clock.now()).select_related("order")
    late = list(unsent.order_by("send_by")[:BATCH])
    for request in late:
        withdraw(request=request, why=UNSENT)
    return len(late)


@transaction.atomic
def _mark(due: QuerySet[Return], mark: str, fact: Callable[..., object]) -> int:
    requests = list(due.select_for_update(of=("self",), skip_locked=True).select_related("order")[:BATCH])
    Return.objects.filter(pk__in=[each.pk for each in requests]).update(**{mark: clock.now()})
    for each in requests:
        announce(fact(each.pk, each.order.number, each.answer_due_at.isoformat()))
    return len(requests)
