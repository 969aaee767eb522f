"""Commands on the catalogue as a whole."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.functions import Greatest

from catalogue.models import Product
from catalogue.search import services as search


@transaction.atomic
def record_sales(*, pieces: Mapping[int, int]) -> None:
    """Add the pieces sold (by the id of a product or a variant) to what lists sort by; negative takes them back."""
    by_product: dict[int, int] = {}
    for product_id, parent_id in Product.objects.filter(pk__in=pieces).order_by("pk").values_list("pk", "parent_id"):
        shown = parent_id or product_id
        by_product[shown] = by_product.get(shown, 0) + pieces[product_id]
    more = Case(*(When(pk=pk, then=Value(sold)) for pk, sold in by_product.items()), output_field=IntegerField())
    if by_product:
        Product.objects.filter(pk__in=by_product).update(sold_count=Greatest(0, F("sold_count") + more))
        search.refresh(list(by_product))
