from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.abstract_models import AbstractCategory, AbstractProduct, AbstractProductImage


class Category(AbstractCategory):
    class Meta(AbstractCategory.Meta):
        abstract = False

    def get_absolute_url(self, parent_slug: str | None = None) -> str:
        return reverse("category", kwargs={"slug": self.slug, "pk": self.pk})


class Tag(models.Model):
    """A word under which shoppers find goods of many categories: gift, summer, camping. Its slug follows its name."""

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(max_length=60, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower(f"name_{language}"),
                name=f"tag_once_in_{language}",
                violation_error_message=_("Another tag has this name."),
            )
            for language in ("en", "zh_hans")
        ] + [
            models.CheckConstraint(
                condition=Q(name_en__isnull=False, name_en__gt="", name_zh_hans__isnull=False, name_zh_hans__gt=""),
                name="tag_named_in_both_languages",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tag", kwargs={"slug": self.slug, "pk": self.pk})


class Product(AbstractProduct):
    """What is sold. A child is a variant of its parent; only children and stand-alones have stock."""

    tags = models.ManyToManyField(Tag, verbose_name=_("tags"), related_name="products", blank=True)
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
