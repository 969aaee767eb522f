"""Commands about levels. Rising takes a purchase, falling a review, a return, or a member of staff with a reason."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from kernel import audit, clock
from kernel.events import announce
from membership.tiers import policy, queries
from membership.tiers.events import LevelChanged
from membership.tiers.models import Level, LevelChange, Purchase, Rank, Reason
from membership.tiers.review import review_levels

__all__ = [
    "LevelsOutOfOrder",
    "NoSuchLevel",
    "ReasonMissing",
    "record_spend",
    "review_levels",
    "set_level",
    "set_levels",
]


class ReasonMissing(ValueError):
    """Nobody's level changes without a word why."""


class NoSuchLevel(ValueError):
    """There are as many levels as there are."""


class LevelsOutOfOrder(ValueError):
    """The first level asks for nothing, and each one for more than the one below it."""


@transaction.atomic
def record_spend(*, user_id: int, key: str, net: Decimal, at: datetime) -> None:
    """What the member has spent with ``key`` is ``net`` now, and the level follows: saying it twice changes nothing.

    More spending lifts at once. Where the purchase comes back that lifted the member, the lift goes with it.
    """
    rank = _held(user_id)
    known = Purchase.objects.filter(key=key).first()
    if known and (known.net, known.user_id) == (net, user_id):
        return
    Purchase.objects.update_or_create(key=key, defaults={"user_id": user_id, "net": net, "bought_at": at})
    earned = policy.level_for(queries.net_spends_of([user_id])[user_id], [each.threshold for each in queries.levels()])
    if earned > rank.level:
        _move(rank, earned, Reason.SPENDING)
    elif known and net < known.net:
        _undo_lift(rank, earned, at)


def _undo_lift(rank: Rank, earned: int, bought_at: datetime) -> None:
    lift = LevelChange.objects.filter(user=rank.user_id).last()
    if lift and lift.reason == Reason.SPENDING and lift.at >= bought_at:
        level = policy.without_lift(level=rank.level, earned=earned, before=lift.before)
        if level != rank.level:
            _move(rank, level, Reason.RETURN)


@transaction.atomic
def set_level(*, user: Any, level: int, reason: str, by: Any) -> None:
    """The member holds ``level`` for a year, for a ``reason`` that is kept. Raises ReasonMissing, NoSuchLevel."""
    if not reason.strip():
        raise ReasonMissing
    if not Level.objects.filter(pk=level).exists():
        raise NoSuchLevel(level)
    rank = _held(user.pk)
    before = rank.level
    if before == level:
        return
    _move(rank, level, Reason.STAFF, note=reason.strip()[:200], by=by.email)
    audit.record(
        action="level.set",
        subject=f"user:{user.email}",
        before={"level": before},
        after={"level": level, "reason": reason.strip()[:200]},
    )


@transaction.atomic
def set_levels(*, levels: Sequence[Level]) -> None:
    """The levels read so from now on. Members keep theirs until they buy or a review. Raises LevelsOutOfOrder."""
    if not policy.are_in_order([level.threshold for level in levels]):
        raise LevelsOutOfOrder
    before = _told(Level.objects.select_for_update())
    for level in levels:
        level.save()
    if (after := _told(levels)) != before:
        audit.record(action="levels.edited", subject="levels", before=before, after=after)


def _told(levels: Any) -> dict[str, list[str]]:
    return {
        str(each.number): [str(each.threshold), each.name_en, each.name_zh_hans, each.perks_en, each.perks_zh_hans]
        for each in levels
    }


def _held(user_id: int) -> Rank:
    """The member's rank, locked until the transaction ends; a new member has none yet."""
    theirs = Rank.objects.select_for_update().filter(user_id=user_id)
    if rank := theirs.first():
        return rank
    Rank.objects.bulk_create([Rank(user_id=user_id)], ignore_conflicts=True)
    return theirs.get()


def _move(rank: Rank, level: int, reason: Reason, *, note: str = "", by: str = "") -> None:
    now, before = clock.now(), rank.level
    rank.level, rank.reached_at, rank.in_grace = level, now, False
    rank.review_on = policy.next_review(level, clock.store_day(now))
    rank.save()
    LevelChange.objects.create(
        user_id=rank.user_id, before=before, after=level, reason=reason, note=note, by=by, at=now
    )
    announce(LevelChanged(rank.user_id, before, level, reason, now.isoformat()))
