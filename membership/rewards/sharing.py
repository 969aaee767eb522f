"""Products that members share: each has a link of its own, and the first few of a day earn points."""

import secrets
from typing import Any

from django.db import transaction
from django.db.models import F

from catalogue.models import Product
from kernel import clock
from kernel.thresholds import value_of
from membership.points import queries as purse
from membership.points import services as points
from membership.rewards import policy
from membership.rewards.models import Share, ShareDay


@transaction.atomic
def share(*, user: Any, product: Product) -> Share:
    """The member's link to the product for this store day; the first few products of a day earn points, each once."""
    today = clock.today()
    ShareDay.objects.bulk_create([ShareDay(user=user, day=today)], ignore_conflicts=True)
    day = ShareDay.objects.select_for_update().get(user=user, day=today)
    shared, is_new = Share.objects.get_or_create(
        user=user, product=product, day=today, defaults={"code": secrets.token_urlsafe(9)}
    )
    if is_new and _is_one_more(day):
        shared.points = value_of(purse.SHARE)
        shared.save(update_fields=["points"])
        points.earn(user_id=user.pk, points=shared.points, key=policy.share_key(shared.pk), reason="share")
    return shared


@transaction.atomic
def count_visit(*, code: str) -> Product | None:
    """Somebody came by the link: counted, and the product it leads to; None where there is no such link."""
    if not Share.objects.filter(code=code).update(visits=F("visits") + 1):
        return None
    return Share.objects.select_related("product").get(code=code).product


def share_of_today(user: Any, product: Product) -> Share | None:
    """The member's link to the product, if it was shared today. One query."""
    return Share.objects.filter(user=user, product=product, day=clock.today()).first()


def _is_one_more(day: ShareDay) -> bool:
    """Counted in one statement, so that no tab earns more than a day allows."""
    most = value_of(purse.SHARES_A_DAY)
    return bool(ShareDay.objects.filter(pk=day.pk, earned__lt=most).update(earned=F("earned") + 1))
