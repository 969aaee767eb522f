from hashlib import sha256

from django.db import transaction

from promotions.models import Range, RangeProduct
from promotions.scopes.queries import Scope

__all__ = ["Scope", "range_for"]


@transaction.atomic
def range_for(scope: Scope) -> int:
    """The id of the range of exactly these goods, made if there is none. It is never changed: another choice of goods
    is another range, so an order's offer stays what it was."""
    goods, is_new = Range.objects.get_or_create(
        name=f"goods {_digest(scope)}", defaults={"includes_all_products": scope.is_everything}
    )
    if is_new:
        goods.included_categories.set(scope.categories)
        goods.excluded_categories.set(scope.without_categories)
        goods.excluded_products.set(scope.without_products)
        RangeProduct.objects.bulk_create(RangeProduct(range=goods, product_id=pk) for pk in sorted(scope.products))
    return goods.pk


def _digest(scope: Scope) -> str:
    parts = (scope.categories, scope.products, scope.without_categories, scope.without_products)
    return sha256(repr([sorted(part) for part in parts]).encode()).hexdigest()[:32]
