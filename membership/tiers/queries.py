"""Which level a member holds, and the way to the next."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from kernel import clock
from kernel.money import ZERO
from membership.models import User
from membership.tiers import policy
from membership.tiers.models import Level, LevelChange, Purchase, Rank, Reason

__all__ = [
    "Level",
    "Reason",
    "Standing",
    "at_level",
    "changes_of",
    "level_in_query",
    "level_of",
    "levels",
    "members",
    "members_from",
    "standing_of",
]


@dataclass(frozen=True)
class Standing:
    """A member's level and all the levels there are; ``net_spend`` is that of the last twelve months."""

    level: int
    net_spend: Decimal
    review_on: date | None
    in_grace: bool
    ladder: tuple[Level, ...]

    @property
    def name(self) -> str:
        return self.name_of(self.level)

    def name_of(self, level: int) -> str:
        return self.ladder[level - 1].name

    @property
    def next_level(self) -> Level | None:
        """None for those who are at the top."""
        return self.ladder[self.level] if self.level < len(self.ladder) else None

    @property
    def missing(self) -> Decimal:
        """How much more spending reaches the next level."""
        return max(self.next_level.threshold - self.net_spend, ZERO) if self.next_level else ZERO

    @property
    def missing_to_stay(self) -> Decimal:
        """How much more spending keeps the level at the review."""
        return max(self.ladder[self.level - 1].threshold - self.net_spend, ZERO)

    @property
    def perks(self) -> list[str]:
        """All of them, those of the lower levels included."""
        return [perk for level in self.ladder[: self.level] for perk in level.perk_list]

    @property
    def percent_to_next(self) -> int:
        """How far from the threshold of this level to that of the next, 0–100."""
        if self.next_level is None:
            return 100
        floor, ceiling = self.ladder[self.level - 1].threshold, self.next_level.threshold
        return int(min(max((self.net_spend - floor) / (ceiling - floor), Decimal(0)), Decimal(1)) * 100)


def level_of(user_id: int | None) -> int:
    """1–5, and 0 for a guest. One query, none for a guest."""
    if not user_id:
        return 0
    return Rank.objects.filter(user_id=user_id).values_list("level", flat=True).first() or policy.FIRST


def level_in_query(user: OuterRef) -> Coalesce:
    """The same of a member within another query."""
    return _level(Rank.objects.filter(user=user))


def levels() -> list[Level]:
    """The lowest first. One query."""
    return list(Level.objects.all())


def standing_of(user: Any) -> Standing:
    """Where a member stands. One query."""
    rank = Rank.objects.filter(user=user.pk)
    ladder = tuple(
        Level.objects.annotate(
            held=_level(rank),
            review_on=Subquery(rank.values("review_on")),
            in_grace=Coalesce(Subquery(rank.values("in_grace")), False),
            net_spend=_net_spend(user.pk),
        )
    )
    first: Any = ladder[0]
    return Standing(first.held, first.net_spend, first.review_on, first.in_grace, ladder)


def net_spends_of(user_ids: Collection[int]) -> dict[int, Decimal]:
    """What each spent in the last twelve months, less what was paid back. One query."""
    spent = _counting().filter(user__in=user_ids)
    return dict.fromkeys(user_ids, ZERO) | dict(spent.values_list("user").annotate(sum=Sum("net")).order_by())


def changes_of(user: Any) -> QuerySet[LevelChange]:
    """The levels a member has had, the latest first."""
    return LevelChange.objects.filter(user=user).order_by("-pk")


def members() -> QuerySet[User]:
    """Everyone who buys here, with ``level`` and ``net_spend``, the newest first."""
    rank = Rank.objects.filter(user=OuterRef("pk"))
    return (
        User.objects.filter(is_staff=False)
        .annotate(level=_level(rank), net_spend=_net_spend(OuterRef("pk")))
        .order_by("-pk")
    )


def at_level(people: QuerySet[User], level: int) -> QuerySet[User]:
    """Those who hold exactly this level; whoever has no rank yet holds the first."""
    if level == policy.FIRST:
        return people.exclude(rank__level__gt=policy.FIRST)
    return people.filter(rank__level=level)


def members_from(level: int) -> QuerySet[Rank]:
    """The ranks of active members who hold this level or a higher one."""
    return Rank.objects.filter(level__gte=level, user__is_active=True)


def due_for_review(today: date) -> QuerySet[Rank]:
    return Rank.objects.filter(review_on__lte=today).order_by("review_on", "user")


def _counting() -> QuerySet[Purchase]:
    """The purchases of the last twelve store months."""
    return Purchase.objects.filter(bought_at__gte=clock.day_start(policy.a_year_before(clock.today())))


def _level(rank: QuerySet[Rank]) -> Coalesce:
    return Coalesce(Subquery(rank.values("level")), Value(policy.FIRST), output_field=IntegerField())


def _net_spend(user: Any) -> Coalesce:
    spent = _counting().filter(user=user).order_by().values("user").values(sum=Sum("net"))
    return Coalesce(Subquery(spent), Value(ZERO), output_field=DecimalField(max_digits=14, decimal_places=2))
