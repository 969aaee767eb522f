"""Which ranges of offers hold a product: read from the side of the products."""

from collections.abc import Iterable, Sequence

from django.db import connection

from promotions.memory import RANGES


def ranges_of(product_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Product id → the ranges it is in. Remembered; one query for those that are not, whatever their number.

    A variant is in every range its parent is in. What is excluded stays out, however it came in, and what may not be
    reduced is in none.
    """
    return RANGES.recall_each(product_ids, ranges_now)


#: A product goes by its own id and its parent's; a category's path begins with the paths of all that it lies in.
#: Written out: composing it of a dozen querysets takes longer than answering it.
MEMBERSHIPS = """
WITH asked AS (
    SELECT product.id, named, coalesce(product.product_class_id, parent.product_class_id) AS kind
    FROM catalogue_product product LEFT JOIN catalogue_product parent ON parent.id = product.parent_id,
        unnest(ARRAY[product.id, product.parent_id]) AS named
    WHERE product.id = ANY(%s) AND coalesce(parent.is_discountable, product.is_discountable)
), placed AS (
    SELECT asked.id, category.path
    FROM asked JOIN catalogue_productcategory place ON place.product_id = named
        JOIN catalogue_category category ON category.id = place.category_id
), taken_in AS (
    SELECT asked.id, range.id FROM asked, offer_range range WHERE includes_all_products
    UNION SELECT asked.id, range_id FROM asked JOIN offer_rangeproduct ON product_id = named
    UNION SELECT asked.id, range_id FROM asked JOIN offer_range_classes ON productclass_id = kind
    UNION SELECT placed.id, range_id
    FROM offer_range_included_categories JOIN catalogue_category above ON above.id = category_id
        JOIN placed ON starts_with(placed.path, above.path)
), kept_out AS (
    SELECT asked.id, range_id FROM asked JOIN offer_range_excluded_products ON product_id = named
    UNION SELECT placed.id, range_id
    FROM offer_range_excluded_categories JOIN catalogue_category above ON above.id = category_id
        JOIN placed ON starts_with(placed.path, above.path)
)
SELECT * FROM taken_in EXCEPT SELECT * FROM kept_out
"""


def ranges_now(product_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """The same, not remembered."""
    with connection.cursor() as cursor:
        cursor.execute(MEMBERSHIPS, [list(product_ids)])
        found: list[tuple[int, int]] = cursor.fetchall()
    within: dict[int, set[int]] = {product_id: set() for product_id in product_ids}
    for product_id, range_id in found:
        within[product_id].add(range_id)
    return {product_id: frozenset(ranges) for product_id, ranges in within.items()}
