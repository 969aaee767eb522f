"""The yearly review: each level is looked at a year after it was reached, in batches that go on where they stopped."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from kernel import clock
from kernel.events import announce
from membership.tiers import policy, queries
from membership.tiers.events import LevelAtRisk, LevelChanged
from membership.tiers.models import LevelChange, Rank, Reason

BATCH = 2_000


def review_levels(*, batch: int = BATCH) -> int:
    """No level is overdue: kept, raised, put under grace or lowered; how many were looked at.

    Each batch is a transaction. A member who is just buying is left to the next run.
    """
    looked_at = 0
    while ranks := _review_batch(batch):
        looked_at += ranks
    return looked_at


@transaction.atomic
def _review_batch(size: int) -> int:
    today = clock.today()
    due = queries.due_for_review(today).select_for_update(skip_locked=True)
    ranks = {rank.pk: rank for rank in due[:size]}
    spent = queries.net_spends_of(list(ranks))
    thresholds = [level.threshold for level in queries.levels()]
    reviews = {
        pk: policy.reviewed(
            level=rank.level,
            earned=policy.level_for(spent[pk], thresholds),
            in_grace=rank.in_grace,
            today=today,
        )
        for pk, rank in ranks.items()
    }
    _write(reviews)
    _tell_of_changes({pk: (ranks[pk].level, review.level) for pk, review in reviews.items()})
    _warn({pk: thresholds[review.level - 1] - spent[pk] for pk, review in reviews.items() if review.in_grace}, reviews)
    return len(ranks)


def _write(reviews: Mapping[int, policy.Review]) -> None:
    """One statement for each outcome, and there are few."""
    members = defaultdict(list)
    for pk, review in reviews.items():
        members[review].append(pk)
    for review, pks in members.items():
        outcome = {"level": review.level, "in_grace": review.in_grace, "review_on": review.review_on}
        Rank.objects.filter(pk__in=pks).update(**outcome)


def _tell_of_changes(levels: Mapping[int, tuple[int, int]]) -> None:
    now = clock.now()
    changed = {pk: (before, after) for pk, (before, after) in levels.items() if before != after}
    LevelChange.objects.bulk_create(
        LevelChange(user_id=pk, before=before, after=after, reason=Reason.REVIEW, at=now)
        for pk, (before, after) in changed.items()
    )
    Rank.objects.filter(pk__in=changed).update(reached_at=now)
    announce(*(LevelChanged(pk, *both, Reason.REVIEW, now.isoformat()) for pk, both in changed.items()))


def _warn(missing: Mapping[int, Decimal], reviews: Mapping[int, policy.Review]) -> None:
    announce(*(LevelAtRisk(pk, reviews[pk].level, str(gap), _day(reviews[pk])) for pk, gap in missing.items()))


def _day(review: policy.Review) -> str:
    assert isinstance(review.review_on, date)
    return review.review_on.isoformat()
