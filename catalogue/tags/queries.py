"""Tags as the merchant counts them and as shoppers meet them."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from catalogue.models import Product, Tag

__all__ = ["Tag", "labels", "tags", "tags_in", "tags_on_shelf"]


def tags() -> QuerySet[Tag]:
    """Every tag by its name, each with ``used``: how many products have it, on shelf or not."""
    return Tag.objects.annotate(used=Count("products")).order_by("name", "pk")


def tags_on_shelf() -> QuerySet[Tag]:
    """The tags whose pages show something."""
    shown = Product.tags.through.objects.filter(tag=OuterRef("pk"), product__is_public=True)
    return Tag.objects.filter(Exists(shown)).order_by("pk")


def labels() -> ArraySubquery:
    """To annotate products with, as ``tagged``: in their own query, so that tags cost the product page none."""
    theirs = Tag.objects.filter(products=OuterRef("pk")).order_by("name", "pk")
    columns = ("id", "slug", "name_en", "name_zh_hans")
    label = JSONObject(**dict(zip(columns, columns, strict=True)))
    return ArraySubquery(theirs.annotate(label=label).values("label"))


def tags_in(product: Any) -> list[Tag]:
    """The tags of a product that was read with ``tagged``, by name in the language it was read in."""
    return [Tag(**columns) for columns in product.tagged]
