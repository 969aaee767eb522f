"""What shoppers may read of reviews, the approved ones; and what was scored, for counting."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from catalogue.models import Product
from catalogue.photos.queries import Photo
from catalogue.reviews import policy
from catalogue.reviews.models import ProductReview, ReviewPhoto

__all__ = [
    "ProductReview",
    "Rating",
    "ReviewPhoto",
    "photos_in",
    "rating_of",
    "review_by",
    "reviews_by",
    "reviews_of",
    "scores_between",
    "waiting",
    "with_status",
]

SCORES = (5, 4, 3, 2, 1)


@dataclass(frozen=True)
class Rating:
    """``score`` is the mean to one decimal, 0 without reviews; ``counts`` has the number of reviews for each score."""

    score: Decimal
    count: int
    counts: Mapping[int, int]


def reviews_of(product: Product) -> QuerySet[ProductReview]:
    """The approved reviews of a product, latest first, each with ``shots``, the photographs that everyone may see;
    slice it, every slice is one query."""
    return _approved(product).annotate(shots=_shots()).select_related("user").order_by("-date_created", "-pk")


def rating_of(product: Product) -> Rating:
    """The mean score and how many gave each. One query."""
    counts = dict(_approved(product).values_list("score").annotate(count=Count("pk")).order_by())
    count = sum(counts.values())
    total = sum(score * number for score, number in counts.items())
    return Rating(policy.mean(total, count), count, {score: counts.get(score, 0) for score in SCORES})


def photos_in(review: Any) -> list[Photo]:
    """What can be drawn of a review that was read with ``shots``."""
    return [Photo(**{**shot, "widths": tuple(shot["widths"])}, alt="") for shot in review.shots]


def review_by(user_id: int | None, product: Product | int) -> ProductReview | None:
    """What a member has said of the product, whatever became of it."""
    return ProductReview.objects.filter(user_id=user_id, product=product).first()


def reviews_by(user_id: int, product_ids: Collection[int]) -> dict[int, ProductReview]:
    """What a member has said of each of these products, or of what it is a variant of. One query."""
    found = ProductReview.objects.filter(user_id=user_id).annotate(variant=F("product__children"))
    found = found.filter(Q(product__in=product_ids) | Q(variant__in=product_ids))
    return {review.variant if review.variant in product_ids else review.product_id: review for review in found}


def with_status(status: int) -> QuerySet[ProductReview]:
    """Reviews as the merchant looks through them: those that wait longest first, the others latest first."""
    order = "date_created" if status == ProductReview.FOR_MODERATION else "-date_created"
    found = ProductReview.objects.filter(status=status).select_related("product", "user")
    return found.prefetch_related("photographs").order_by(order, "pk")


def waiting() -> QuerySet[ProductReview]:
    """What somebody has to look at."""
    return ProductReview.objects.filter(status=ProductReview.FOR_MODERATION)


def scores_between(start: datetime, end: datetime) -> QuerySet[ProductReview]:
    """The reviews written in [start, end), shown or not: moderation judges the words, not how content they were."""
    return ProductReview.objects.filter(date_created__gte=start, date_created__lt=end)


def _shots() -> ArraySubquery:
    """In the review's own query, so that photographs cost the product page none."""
    theirs = ReviewPhoto.objects.filter(review=OuterRef("pk")).exclude(name="").order_by("place")
    return ArraySubquery(theirs.values(shot=JSONObject(name="name", width="width", height="height", widths="widths")))


def _approved(product: Product) -> QuerySet[ProductReview]:
    return ProductReview.objects.filter(product=product, status=ProductReview.APPROVED)
