"""Commands that give members what is due to them, once each."""

from collections.abc import Mapping

from django.db import transaction

from kernel import clock
from kernel.events import announce
from kernel.thresholds import value_of
from membership.points import services as points
from membership.points.queries import SIGN_UP
from membership.rewards import policy
from membership.rewards.events import MONTHLY, WELCOME, CouponGranted
from membership.rewards.models import Grant
from membership.rewards.reviews import reward_review, take_back_for_review
from membership.rewards.sharing import count_visit, share
from membership.tiers.queries import members_from

__all__ = ["count_visit", "grant_monthly_coupons", "reward_review", "share", "take_back_for_review", "welcome"]

BATCH = 2_000


@transaction.atomic
def welcome(*, user_id: int) -> None:
    """A new member has the points of signing up and is due the coupon for the first order."""
    key = policy.sign_up_key(user_id)
    points.earn(user_id=user_id, points=value_of(SIGN_UP), key=key, reason="sign-up")
    _grant({user_id: key}, WELCOME)


def grant_monthly_coupons(*, batch: int = BATCH) -> int:
    """Every member from the second level on is due this store month's coupon; how many are so now.

    Each batch is a transaction; a run that was stopped goes on with who is left.
    """
    granted, after = 0, 0
    while (outcome := _grant_batch(after, batch)) is not None:
        after, new = outcome
        granted += new
    return granted


@transaction.atomic
def _grant_batch(after: int, size: int) -> tuple[int, int] | None:
    """The last member looked at and how many were granted. A second worker waits for the ranks, and finds all done."""
    today = clock.today()
    ranks = members_from(policy.MONTHLY_FROM).filter(pk__gt=after).order_by("pk").select_for_update(of=("self",))
    members = list(ranks.values_list("pk", flat=True)[:size])
    if not members:
        return None
    return members[-1], _grant({member: policy.monthly_key(member, today) for member in members}, MONTHLY)


def _grant(keys: Mapping[int, str], reward: str) -> int:
    """Announce those that were not granted yet; how many."""
    known = set(Grant.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    new = [Grant(user_id=user_id, reward=reward, key=key) for user_id, key in keys.items() if key not in known]
    Grant.objects.bulk_create(new)
    announce(*(CouponGranted(grant.user_id, reward, grant.key, grant.at.isoformat()) for grant in new))
    return len(new)
