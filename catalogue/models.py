from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.abstract_models import AbstractCategory, AbstractProduct, AbstractProductImage


class Category(AbstractCategory):
    class Meta(AbstractCategory.Meta):
        abstract = False

    def get_absolute_url(self, parent_slug: str | None = None) -> str:
        return reverse("category", kwargs={"slug": self.slug, "pk": self.pk})


class Product(AbstractProduct):
    """What is sold. A child is a variant of its parent; only children and stand-alones have stock."""

    note = models.CharField(_("note"), max_length=120, blank=True, help_text=_("One line under the name on a card."))
    published_at = models.DateTimeField(_("on shelf since"), null=True, blank=True, db_index=True)
    sold_count = models.PositiveIntegerField(_("pieces sold"), default=0, editable=False)
    review_count = models.PositiveIntegerField(_("reviews"), default=0, editable=False)

    class Meta(AbstractProduct.Meta):
        abstract = False
        indexes = [models.Index(fields=["-published_at"], name="product_on_shelf", condition=Q(is_public=True))]

    def get_absolute_url(self) -> str:
        shown = self.parent if self.is_child else self
        return reverse("product", kwargs={"slug": shown.slug, "pk": shown.pk})


class ProductImage(AbstractProductImage):
    """A photograph of a product or of one variant; ``caption`` is its alternative text.

    ``original`` is named after its content, so the same photograph is stored and rendered once. ``widths`` lists
    the renditions that exist, each in every format of ``catalogue.photos``; it is empty until the worker made them.
    """

    original = models.ImageField(_("photograph"), upload_to="photos", max_length=255)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    colour = models.CharField(max_length=7, blank=True, editable=False, help_text="Its average, as #rrggbb.")
    widths = models.JSONField(default=list, editable=False)

    class Meta(AbstractProductImage.Meta):
        abstract = False
        ordering = ["display_order", "pk"]


from oscar.apps.catalogue.models import *
from oscar.apps.catalogue.models import (
    AttributeOption,
    AttributeOptionGroup,
    ProductAttribute,
    ProductAttributeValue,
    ProductCategory,
    ProductClass,
)
