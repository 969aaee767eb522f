"""What shoppers may read of reviews, the approved ones; and what was scored, for counting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, QuerySet

from catalogue.models import Product
from catalogue.reviews import policy
from catalogue.reviews.models import ProductReview

SCORES = (5, 4, 3, 2, 1)


@dataclass(frozen=True)
class Rating:
    """``score`` is the mean to one decimal, 0 without reviews; ``counts`` has the number of reviews for each score."""

    score: Decimal
    count: int
    counts: Mapping[int, int]


def reviews_of(product: Product) -> QuerySet[ProductReview]:
    """The approved reviews of a product, latest first; slice it, every slice is one query."""
    return _approved(product).select_related("user").order_by("-date_created", "-pk")


def rating_of(product: Product) -> Rating:
    """The mean score and how many gave each. One query."""
    counts = dict(_approved(product).values_list("score").annotate(count=Count("pk")).order_by())
    count = sum(counts.values())
    total = sum(score * number for score, number in counts.items())
    return Rating(policy.mean(total, count), count, {score: counts.get(score, 0) for score in SCORES})


def scores_between(start: datetime, end: datetime) -> QuerySet[ProductReview]:
    """The reviews written in [start, end), shown or not: moderation judges the words, not how content they were."""
    return ProductReview.objects.filter(date_created__gte=start, date_created__lt=end)


def _approved(product: Product) -> QuerySet[ProductReview]:
    return ProductReview.objects.filter(product=product, status=ProductReview.APPROVED)
