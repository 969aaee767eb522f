"""What a review brings its author, and the word about it."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from catalogue.models import Product
from kernel.thresholds import value_of
from membership.messages import services as messages
from membership.models import User
from membership.points import queries as purse
from membership.points import services as points
from membership.rewards import policy


@transaction.atomic
def reward_review(*, review_id: int, user_id: int, product_id: int, has_photographs: bool) -> None:
    """The author has the points of a review, once for each review, and reads that it is shown."""
    key = policy.review_key(review_id)
    worth = value_of(purse.REVIEW_WITH_PHOTO if has_photographs else purse.REVIEW)
    points.earn(user_id=user_id, points=worth, key=key, reason="review")
    _tell(user_id, product_id, key=f"{key}:shown", kind="review-shown", worth=purse.earned_with(key))


@transaction.atomic
def take_back_for_review(*, review_id: int, user_id: int, product_id: int, reason: str, at: str) -> None:
    """A review that is not shown has earned nothing, and its author reads why."""
    key = policy.review_key(review_id)
    points.take_back(earn_key=key, points=purse.earned_with(key), key=f"{key}:rejected")
    _tell(user_id, product_id, key=f"{key}:rejected:{at}", kind="review-rejected", reason=reason)


def _tell(user_id: int, product_id: int, *, key: str, kind: str, **said: Any) -> None:
    member = User.objects.get(pk=user_id)
    with translation.override(messages.language_of(member)):
        title = Product.objects.get(pk=product_id).title
        context = {"kind": kind, "title": title, "url": f"{settings.STORE_URL}{reverse('review', args=[product_id])}"}
    messages.send_to(member, key=key, kind=kind, template="membership/rewards/review", context=context | said)
