from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.abstract_models import AbstractCategory, AbstractProduct


class Category(AbstractCategory):
    class Meta(AbstractCategory.Meta):
        abstract = False

    def get_absolute_url(self, parent_slug: str | None = None) -> str:
        return reverse("category", kwargs={"slug": self.slug, "pk": self.pk})


class Product(AbstractProduct):
    """What is sold. A child is a variant of its parent; only children and stand-alones have stock."""

    note = models.CharField(_("note"), max_length=120, blank=True, help_text=_("One line under the name on a card."))
    published_at = models.DateTimeField(_("on shelf since"), null=True, blank=True, db_index=True)

    class Meta(AbstractProduct.Meta):
        abstract = False

    def get_absolute_url(self) -> str:
        shown = self.parent if self.is_child else self
        return reverse("product", kwargs={"slug": shown.slug, "pk": shown.pk})


from oscar.apps.catalogue.models import *
