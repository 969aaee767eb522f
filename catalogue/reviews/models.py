import uuid
from typing import Any

from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from oscar.apps.catalogue.reviews.abstract_models import AbstractProductReview


class ProductReview(AbstractProductReview):
    """What a buyer says of a product, once for each. It is shown when somebody has looked at it and let it through.

    ``bought_with`` is the number of the order that the goods came with; without it, it is from before we asked.
    """

    bought_with = models.CharField(max_length=128, blank=True)
    photo_count = models.PositiveSmallIntegerField(default=0)
    refusal = models.CharField(max_length=300, blank=True, help_text="Why it is not shown, as its author was told.")
    judged_at = models.DateTimeField(null=True)
    reply = models.TextField(max_length=1000, blank=True, help_text="What the store answers, below it.")

    class Meta(AbstractProductReview.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="review_of_one_to_five_stars"),
            models.CheckConstraint(condition=~Q(status=2) | ~Q(refusal=""), name="review_refused_for_a_reason"),
        ]
        indexes = [models.Index(fields=["status", "-date_created"], name="review_by_status")]


def private_storage() -> Any:
    """Where no web server looks, until somebody has let the photographs through."""
    return storages["private"]


class ReviewPhoto(models.Model):
    """A photograph of a buyer, drawn anew. ``name`` and ``widths`` are those of its renditions, once it is shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(ProductReview, on_delete=models.CASCADE, related_name="photographs")
    place = models.PositiveSmallIntegerField()
    file = models.FileField(storage=private_storage, upload_to="reviews/%Y/%m/", max_length=120)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    name = models.CharField(max_length=255, blank=True)
    widths = models.JSONField(default=list)

    class Meta:
        ordering = ["review", "place"]
        constraints = [models.UniqueConstraint(fields=["review", "place"], name="review_photo_in_its_place")]

    def __str__(self) -> str:
        return str(self.id)


from oscar.apps.catalogue.reviews.models import *
