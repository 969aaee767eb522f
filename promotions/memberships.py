"""Which products the ranges of offers hold: read from the side of the products, and remembered."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from treebeard.mp_tree import MP_Node

from catalogue.models import Category, Product, ProductCategory
from promotions.memory import RANGES


def ranges_of(products: Sequence[Product]) -> dict[int, frozenset[int]]:
    """Product id → the ranges it is in. Remembered; two queries for those that are not, whatever their number.

    A variant is in every range its parent is in. What is excluded stays out, however it came in.
    """
    by_id = {product.pk: product for product in products}
    return RANGES.recall_each(by_id, lambda unknown: _ranges_of([by_id[id_] for id_ in unknown]))


def ranges_by_id(product_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The same by product id. Remembered; three queries for those that are not."""
    return RANGES.recall_each(product_ids, lambda unknown: _ranges_of(_read(unknown)))


def _read(product_ids: Sequence[int]) -> list[Product]:
    return list(Product.objects.filter(pk__in=product_ids).select_related("parent"))


def _ranges_of(products: Sequence[Product]) -> dict[int, frozenset[int]]:
    paths = _category_paths(products)
    rows = _memberships(products, {path for some in paths.values() for path in some})
    return {product.pk: _ranges(_marks(product, paths), rows) for product in products}


#: (whether it takes in or keeps out, range id, what it names)
_Row = tuple[bool, int, str]
EVERYTHING = "everything"


def _marks(product: Product, paths: Mapping[int, set[str]]) -> set[str]:
    """All the names under which a range may know the product."""
    ids = {product.pk, product.parent_id} - {None}
    named = {f"product {id_}" for id_ in ids} | {f"class {_class_of(product)}", EVERYTHING}
    return named | {f"category {path}" for id_ in ids for path in paths.get(id_, ())}


def _class_of(product: Product) -> int | None:
    return product.product_class_id or (product.parent.product_class_id if product.parent_id else None)


def _ranges(marks: set[str], rows: Iterable[_Row]) -> frozenset[int]:
    taken_in: set[int] = set()
    kept_out: set[int] = set()
    for takes_in, range_id, name in rows:
        if name in marks:
            (taken_in if takes_in else kept_out).add(range_id)
    return frozenset(taken_in - kept_out)


def _family(products: Iterable[Product]) -> set[int]:
    return {id_ for product in products for id_ in (product.pk, product.parent_id) if id_}


def _category_paths(products: Iterable[Product]) -> dict[int, set[str]]:
    """Product id → the paths of its categories and of all above them."""
    paths: dict[int, set[str]] = defaultdict(set)
    placed = ProductCategory.objects.filter(product_id__in=_family(products))
    for product_id, path in placed.values_list("product_id", "category__path"):
        paths[product_id].update(_path_and_above(path, Category))
    return paths


def _path_and_above(path: str, tree: type[MP_Node]) -> list[str]:
    return [path[:end] for end in range(tree.steplen, len(path) + 1, tree.steplen)]


#: Every reason why one of the products might be in or out of a range. Written out: composing it of five
#: querysets takes longer than answering it.
MEMBERSHIPS = """
SELECT true, id, 'everything' FROM offer_range WHERE includes_all_products
UNION ALL
SELECT true, range_id, 'product ' || product_id FROM offer_rangeproduct
    WHERE product_id = ANY(%(products)s)
UNION ALL
SELECT false, range_id, 'product ' || product_id FROM offer_range_excluded_products
    WHERE product_id = ANY(%(products)s)
UNION ALL
SELECT true, range_id, 'class ' || productclass_id FROM offer_range_classes
    WHERE productclass_id = ANY(%(classes)s)
UNION ALL
SELECT true, range_id, 'category ' || path FROM offer_range_included_categories
    JOIN catalogue_category ON catalogue_category.id = category_id
    WHERE path = ANY(%(paths)s)
UNION ALL
SELECT false, range_id, 'category ' || path FROM offer_range_excluded_categories
    JOIN catalogue_category ON catalogue_category.id = category_id
    WHERE path = ANY(%(paths)s)
"""


def _memberships(products: Sequence[Product], paths: set[str]) -> list[_Row]:
    concerned: dict[str, Any] = {
        "products": list(_family(products)),
        "classes": [kind for kind in map(_class_of, products) if kind],
        "paths": list(paths),
    }
    with connection.cursor() as cursor:
        cursor.execute(MEMBERSHIPS, concerned)
        return cursor.fetchall()
