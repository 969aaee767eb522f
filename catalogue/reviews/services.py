"""Keeping a product's rating true to its reviews."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Avg, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from catalogue.models import Product
from catalogue.reviews.events import RatingChanged
from catalogue.reviews.models import ProductReview
from kernel.events import announce


@transaction.atomic
def recount(*, product_ids: Collection[int]) -> None:
    """Each product's rating and number of reviews are those of its approved reviews. One statement."""
    Product.objects.filter(pk__in=product_ids).update(
        rating=Subquery(_approved().values(mean=Avg("score"))),
        review_count=Coalesce(Subquery(_approved().values(count=Count("pk"))), 0),
    )
    for product_id in product_ids:
        announce(RatingChanged(product_id=product_id))


def _approved() -> QuerySet[ProductReview]:
    approved = ProductReview.objects.filter(product=OuterRef("pk"), status=ProductReview.APPROVED)
    return approved.order_by().values("product")
