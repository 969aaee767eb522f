"""The merchant's queue, and how well the promise to answer in time is kept."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from kernel import clock
from orders.aftersales.models import Evidence, Return, ReturnLine
from orders.models import Order

S = Return.State

VIEWS: dict[str, str | Words] = {
    "answer": _("To answer"),
    "shopper": _("With the shopper"),
    "goods": _("To receive and inspect"),
    "settle": _("To refund or exchange"),
    "bank": _("With the bank"),
    "over": _("Over"),
    "all": _("All"),
}
_STATES: dict[str, Q] = {
    "answer": Q(state=S.REQUESTED),
    "shopper": Q(state=S.QUESTIONED) | Q(state=S.APPROVED, kind__in=(Return.Kind.RETURN, Return.Kind.EXCHANGE)),
    "goods": Q(state__in=(S.SENT_BACK, S.RECEIVED)),
    "settle": Q(state__in=(S.INSPECTED, S.REFUND_FAILED)) | Q(state=S.APPROVED, kind=Return.Kind.REFUND_ONLY),
    "bank": Q(state=S.REFUNDING),
    "over": Q(state__in=Return.OVER),
    "all": Q(),
}
#: What waits for the merchant, and not for the shopper or the bank.
OURS = ("answer", "goods", "settle")

MEASURED = timedelta(days=30)


@dataclass(frozen=True)
class Promise:
    """Of the requests of the last thirty days whose time is over or that were answered: how many in time."""

    answered_in_time: int
    all: int

    @property
    def share(self) -> int | None:
        """Per cent, rounded down; None where nothing was to be answered."""
        return self.answered_in_time * 100 // self.all if self.all else None


def returns_in(view: str) -> QuerySet[Return]:
    """The requests of a view: the most urgent first, and what is over the latest first."""
    found = Return.objects.filter(_STATES.get(view, Q())).select_related("order")
    return found.order_by("-requested_at") if view in ("over", "all") else found.order_by("answer_due_at", "pk")


def counts() -> dict[str, int]:
    """How many requests each view but the archive holds. One query."""
    return under_way().aggregate(
        **{view: Count("pk", filter=_STATES[view]) for view in VIEWS if view not in ("over", "all")}
    )


def waiting() -> QuerySet[Return]:
    """The requests that wait for the merchant."""
    ours = Q()
    for view in OURS:
        ours |= _STATES[view]
    return Return.objects.filter(ours, closed_at=None)


def answers_due() -> QuerySet[Return]:
    """Requests nobody has answered, the most urgent first; those that wait for the shopper are left out."""
    return returns_in("answer")


def under_way() -> QuerySet[Return]:
    """The requests about which something is still to be done."""
    return Return.objects.filter(closed_at=None)


def all_returns() -> QuerySet[Return]:
    """Every request, with its order, refund, lines and photographs. Three queries."""
    lines = Prefetch("lines", ReturnLine.objects.select_related("line", "brought_by__request", "brought_by__swap_for"))
    found = Return.objects.select_related("order__user", "refund", "replacement")
    return found.prefetch_related(lines, "photographs")


def returns_of(order: Order) -> QuerySet[Return]:
    """The requests of an order, first to last, with all that their pages show. Three queries."""
    return all_returns().filter(order=order).order_by("place")


def photograph_of(request: Return, key: UUID) -> Evidence | None:
    return Evidence.objects.filter(request=request, pk=key).first()


def promise_kept() -> Promise:
    """How the promise to answer was kept lately; withdrawn before they were due are left out. One query."""
    now = clock.now()
    asked = Return.objects.filter(requested_at__gte=now - MEASURED)
    due = asked.filter(Q(answered_at__isnull=False) | Q(closed_at=None, paused_at=None, answer_due_at__lte=now))
    sums = due.aggregate(all=Count("pk"), kept=Count("pk", filter=Q(answered_at__lte=F("answer_due_at"))))
    return Promise(sums["kept"], sums["all"])
