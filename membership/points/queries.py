"""What a member has, what comes and goes soon, and how it came about."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from kernel import clock
from membership.points.earning import (
    REVIEW,
    REVIEW_WITH_PHOTO,
    SHARE,
    SHARES_A_DAY,
    SIGN_UP,
    Ways,
    own_ratio_of,
    ratios_by_category,
    ratios_of,
    ways_to_earn,
)
from membership.points.models import Account, Entry, Kind, Lot, Purse
from membership.points.policy import Holding, earned_for, most_spendable, worth
from membership.points.spending import most_of_an_order, most_percent_of_an_order

__all__ = [
    "REVIEW",
    "REVIEW_WITH_PHOTO",
    "SHARE",
    "SHARES_A_DAY",
    "SIGN_UP",
    "Balance",
    "Earning",
    "Entry",
    "Kind",
    "Ways",
    "available_in_query",
    "balance_of",
    "balances_of",
    "debt_of",
    "earned_for",
    "earned_with",
    "earning_of",
    "history_of",
    "holdings_of",
    "imbalances",
    "most_of_an_order",
    "most_percent_of_an_order",
    "most_spendable",
    "own_ratio_of",
    "ratios_by_category",
    "ratios_of",
    "spent_with",
    "ways_to_earn",
    "worth",
]


@dataclass(frozen=True)
class Balance:
    """In points. ``expiring`` of the available ones end with the day ``expires_on``, the next on which any do."""

    available: int = 0
    pending: int = 0
    expiring: int = 0
    expires_on: date | None = None
    #: Every day on which points expire, the nearest first, with how many.
    expiries: tuple[tuple[date, int], ...] = field(default=(), compare=False)

    @property
    def worth(self) -> Decimal:
        return worth(self.available)


def balance_of(user_id: int | None) -> Balance:
    """What can be spent today, and what not yet. One query; none for a guest."""
    return balances_of([user_id])[user_id] if user_id else Balance()


def balances_of(user_ids: list[int]) -> dict[int, Balance]:
    """Each member's balance. One query."""
    lots = Lot.objects.filter(Q(expires_on=None) | Q(expires_on__gte=clock.today()), user_id__in=user_ids)
    held: dict[int, dict[date | None, int]] = {user_id: {} for user_id in user_ids}
    sums = lots.filter(remaining__gt=0).values_list("user_id", "expires_on").annotate(sum=Sum("remaining"))
    for user_id, expires_on, points in sums.order_by():
        held[user_id][expires_on] = points
    return {user_id: _balance(points) for user_id, points in held.items()}


def _balance(held: dict[date | None, int]) -> Balance:
    pending = held.pop(None, 0)
    expiries = tuple(sorted((day, points) for day, points in held.items() if day))
    nearest, expiring = expiries[0] if expiries else (None, 0)
    return Balance(sum(held.values()), pending, expiring, nearest, expiries)


def available_in_query(user: OuterRef) -> Coalesce:
    """What this member can spend today, within another query."""
    held = Lot.objects.filter(user=user, remaining__gt=0, expires_on__gte=clock.today()).order_by()
    return Coalesce(Subquery(held.values("user").annotate(sum=Sum("remaining")).values("sum")), 0)


def debt_of(user_id: int) -> int:
    """Points that were taken back after they had been spent; what comes in pays them off first."""
    purse = Purse.objects.filter(user_id=user_id, balance__lt=0).first()
    return -purse.balance if purse else 0


def history_of(user: Any) -> QuerySet[Entry]:
    """Everything that happened to a member's points, the latest first; slice it, every slice is one query."""
    return Entry.objects.filter(user=user).order_by("-pk")


def holdings_of(user_id: int) -> list[Holding]:
    """What is left of each settled lot, for a command that holds the purse. One query."""
    lots = Lot.objects.filter(user_id=user_id, settled_at__isnull=False, remaining__gt=0)
    return [Holding(lot.pk, lot.remaining, lot.last_day) for lot in lots]


@dataclass(frozen=True)
class Earning:
    """What one cause has earned and not had taken back; pending until it is settled."""

    points: int
    is_pending: bool


def earning_of(key: str) -> Earning | None:
    """None where nothing was earned. One query."""
    lot = Lot.objects.filter(key=key).first()
    return Earning(lot.points - lot.taken, lot.settled_at is None) if lot else None


def earned_with(key: str) -> int:
    """How many points one cause has earned and not had taken back."""
    earning = earning_of(key)
    return earning.points if earning else 0


def spent_with(key: str) -> int:
    """How many points one spending used and has not been given back. One query."""
    entries = Entry.objects.filter(about=key).aggregate(
        spent=Sum("points", filter=Q(kind=Kind.SPENT), default=0),
        back=Sum("points", filter=Q(kind=Kind.GIVEN_BACK), default=0),
    )
    return entries["spent"] - entries["back"]


def expiring_lots(today: date) -> QuerySet[Lot]:
    """Lots whose last day is over and of which something is left."""
    return Lot.objects.filter(settled_at__isnull=False, remaining__gt=0, expires_on__lt=today)


def to_be_reminded(today: date, until: date) -> QuerySet[Purse]:
    """Purses of which points expire by ``until`` (on ``next_expiry``) and whose members were not told of it yet."""
    live = Lot.objects.filter(settled_at__isnull=False, remaining__gt=0, expires_on__range=(today, until))
    nearest = live.filter(user=OuterRef("user")).order_by("expires_on").values("expires_on")[:1]
    soon = Purse.objects.filter(user__in=live.values("user")).annotate(next_expiry=Subquery(nearest))
    return soon.exclude(reminded_for__gte=F("next_expiry"))


def imbalances() -> list[int]:
    """Members whose purse is not the sum of their entries; an empty list is a ledger that adds up. One query."""
    theirs = Entry.objects.filter(user=OuterRef("user")).order_by().values("user")
    came = theirs.filter(target=Account.BALANCE).values(sum=Sum("points"))
    went = theirs.filter(source=Account.BALANCE).values(sum=Sum("points"))
    sums = Coalesce(Subquery(came), 0) - Coalesce(Subquery(went), 0)
    return list(Purse.objects.exclude(balance=sums).order_by("pk").values_list("pk", flat=True))
