"""Commands on reviews: buyers write them, the merchant lets them through or not, and ratings stay true to them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Avg, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from catalogue.models import Product
from catalogue.photos import services as photos
from catalogue.photos.events import PhotosChanged
from catalogue.reviews.events import RatingChanged, ReviewApproved, ReviewRejected
from catalogue.reviews.lifecycle import REVIEW
from catalogue.reviews.models import ProductReview, ReviewPhoto
from kernel import audit, clock
from kernel.events import announce
from kernel.photographs import Photograph

R = ProductReview


class AlreadyReviewed(Exception):
    """This buyer's review of the product is waiting or shown."""


class ReasonMissing(ValueError):
    """Nobody's review is kept back without a word why."""


@dataclass(frozen=True)
class Words:
    """What a buyer says; ``score`` is 1 to 5 stars."""

    score: int
    title: str
    body: str


@transaction.atomic
def write_review(
    *, product: Product, user: Any, words: Words, bought_with: str, photographs: Sequence[Photograph] = ()
) -> ProductReview:
    """The buyer's review waits to be looked at. One that was rejected is written anew. Raises AlreadyReviewed."""
    said = {**vars(words), "bought_with": bought_with, "photo_count": len(photographs), "date_created": clock.now()}
    reviews = R.objects.select_for_update(of=("self",))
    review, is_new = reviews.get_or_create(product=product, user=user, defaults={**said, "status": R.FOR_MODERATION})
    if not is_new:
        if review.status != R.REJECTED:
            raise AlreadyReviewed(review.pk)
        REVIEW.move(review, R.FOR_MODERATION, refusal="", **said)
    _keep(review, photographs)
    return review


@transaction.atomic
def approve_review(*, review: ProductReview) -> None:
    """The review is shown and counts in the score; its photographs follow. Raises IllegalMove, MovedMeanwhile."""
    now = clock.now()
    REVIEW.move(review, R.APPROVED, judged_at=now)
    recount(product_ids=[review.product_id])
    audit.record(action="review.approved", subject=f"review:{review.pk}", after={"score": review.score})
    if review.user_id:
        has_photographs = review.photo_count > 0
        announce(ReviewApproved(review.pk, review.product_id, review.user_id, has_photographs, now.isoformat()))


@transaction.atomic
def reject_review(*, review: ProductReview, reason: str) -> None:
    """The review is not shown, for a ``reason`` that its author reads. Raises ReasonMissing, IllegalMove."""
    reason = reason.strip()[:300]
    if not reason:
        raise ReasonMissing
    now = clock.now()
    REVIEW.move(review, R.REJECTED, judged_at=now, refusal=reason)
    recount(product_ids=[review.product_id])
    audit.record(action="review.rejected", subject=f"review:{review.pk}", after={"reason": reason})
    if review.user_id:
        announce(ReviewRejected(review.pk, review.product_id, review.user_id, reason, now.isoformat()))


@transaction.atomic
def answer_review(*, review: ProductReview, reply: str) -> None:
    """The store's answer stands below the review; an empty one takes it away."""
    before, reply = review.reply, reply.strip()
    R.objects.filter(pk=review.pk).update(reply=reply)
    if reply != before:
        subject = f"review:{review.pk}"
        audit.record(action="review.answered", subject=subject, before={"reply": before}, after={"reply": reply})


def publish_photographs(*, review_id: int) -> None:
    """The photographs of a review that is shown can be seen by everyone; saying it again changes nothing."""
    hidden = ReviewPhoto.objects.filter(review=review_id, review__status=R.APPROVED, name="")
    for photo in hidden.select_related("review"):
        with photo.file.open("rb") as file:
            name = photos.keep(content=file.read())
        widths = photos.make_renditions(name=name)
        _show(photo, name=name, widths=widths)


@transaction.atomic
def _show(photo: ReviewPhoto, **rendered: Any) -> None:
    ReviewPhoto.objects.filter(pk=photo.pk).update(**rendered)
    announce(PhotosChanged(product_id=photo.review.product_id))


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


def _keep(review: ProductReview, photographs: Sequence[Photograph]) -> None:
    """Those of an earlier try go, with their files."""
    for old in review.photographs.all():
        transaction.on_commit(partial(old.file.delete, save=False))
    review.photographs.all().delete()
    for place, each in enumerate(photographs):
        ReviewPhoto.objects.create(review=review, place=place, file=each.content, width=each.width, height=each.height)
