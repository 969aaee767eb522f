"""The offers in force, and the ranges of products they speak of, read whole: never product by product."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F, Q, QuerySet
from treebeard.mp_tree import MP_Node

from catalogue.models import Category, Product, ProductCategory
from kernel.languages import column, said
from kernel.money import ZERO
from promotions.models import ConditionalOffer
from promotions.rules import MANY_TIMES, Buyer, Gain, Item, Lane, Need, Rule, Verdict, Why

__all__ = ["Buyer", "Gain", "Item", "Lane", "Need", "Rule", "Verdict", "Why", "ranges_of", "rules_in_force"]

#: Vouchers attached to a basket: voucher id → code.
Codes = Mapping[int, str]


def rules_in_force(now: datetime, codes: Codes | None = None) -> list[Rule]:
    """Everyone's offers and those the codes bring, in one query; one more for codes, and one where offers may meet.

    Offers with a class of their own are left out: everything we offer is one of Oscar's stored kinds.
    """
    rules = [_rule(row) for row in _in_force(now, offer_type=ConditionalOffer.SITE).values(*COLUMNS)]
    if codes:
        brought = _in_force(now, vouchers__in=codes).values(*COLUMNS, "vouchers")
        rules += [_rule(row, row["vouchers"], codes[row["vouchers"]]) for row in brought]
    return _with_companions(rules)


#: Read as plain values: three models for each offer would cost more than applying it.
COLUMNS = (
    *("pk", "priority", "exclusive", *(column("name", code) for code, _ in settings.LANGUAGES)),
    *("max_basket_applications", "max_global_applications", "num_applications", "max_discount", "total_discount"),
    *("condition__type", "condition__value", "condition__range_id"),
    *("promotion_id", "promotion__lane"),
    *("benefit__type", "benefit__value", "benefit__range_id", "benefit__max_affected_items"),
)


def _in_force(now: datetime, **which: Any) -> QuerySet[ConditionalOffer]:
    return ConditionalOffer.objects.rewrite(False).filter(
        Q(start_datetime=None) | Q(start_datetime__lte=now),
        Q(end_datetime=None) | Q(end_datetime__gte=now),
        Q(max_global_applications=None) | Q(num_applications__lt=F("max_global_applications")),
        Q(max_discount=None) | Q(total_discount__lt=F("max_discount")),
        status=ConditionalOffer.OPEN,
        condition__proxy_class=None,
        benefit__proxy_class=None,
        condition__type__in=list(Need),
        benefit__type__in=list(Gain),
        **which,
    )


def _rule(row: Mapping[str, Any], voucher_id: int | None = None, code: str = "") -> Rule:
    return Rule(
        id=row["pk"],
        name=said({language: row[column("name", language)] or "" for language, _ in settings.LANGUAGES}),
        need=Need(row["condition__type"]),
        need_value=row["condition__value"] or ZERO,
        need_range=row["condition__range_id"],
        gain=Gain(row["benefit__type"]),
        gain_value=row["benefit__value"] or ZERO,
        gain_range=row["benefit__range_id"] or row["condition__range_id"],
        priority=row["priority"],
        is_exclusive=row["exclusive"],
        most_pieces=row["benefit__max_affected_items"],
        most_times=min(_times_left(row), row["max_basket_applications"] or MANY_TIMES),
        most_discount=_discount_left(row),
        is_limited=row["max_global_applications"] is not None or row["max_discount"] is not None,
        code=code,
        voucher_id=voucher_id,
        promotion_id=row["promotion_id"],
        lane=_lane(row, voucher_id),
    )


def _lane(row: Mapping[str, Any], voucher_id: int | None) -> Lane:
    """The lane the merchant chose; an offer without a promotion of ours lies where its kind belongs."""
    if voucher_id:
        return Lane.COUPON
    if row["promotion__lane"]:
        return Lane(row["promotion__lane"])
    is_by_piece = row["benefit__type"] in (Gain.PERCENTAGE, Gain.AMOUNT_EACH)
    return Lane.LINE if is_by_piece and not row["benefit__max_affected_items"] else Lane.ORDER


def _times_left(row: Mapping[str, Any]) -> int:
    if row["max_global_applications"] is None:
        return MANY_TIMES
    return int(row["max_global_applications"] - row["num_applications"])


def _discount_left(row: Mapping[str, Any]) -> Decimal | None:
    return None if row["max_discount"] is None else row["max_discount"] - row["total_discount"]


def _with_companions(rules: list[Rule]) -> list[Rule]:
    """Fill in which rules a choosy rule goes with."""
    meeting = [rule.id for rule in rules if not rule.is_exclusive]
    if len(meeting) < 2:
        return rules
    links = ConditionalOffer.combinations.through.objects.filter(from_conditionaloffer_id__in=meeting)
    companions = defaultdict(set)
    for one, other in links.values_list("from_conditionaloffer_id", "to_conditionaloffer_id"):
        companions[one].add(other)
    return [_accompanied(rule, frozenset(companions[rule.id])) for rule in rules]


def _accompanied(rule: Rule, companions: frozenset[int]) -> Rule:
    return replace(rule, goes_with=companions) if companions else rule


def ranges_of(products: Sequence[Product], range_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Product id → those of the ranges it is in. Two queries, whatever the number of products and ranges.

    A variant is in every range its parent is in. What is excluded stays out, however it came in.
    """
    if not products or not range_ids:
        return {product.pk: frozenset() for product in products}
    paths = _category_paths(products)
    rows = _memberships(products, range_ids, {path for some in paths.values() for path in some})
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


#: Every reason why one of the products might be in or out of one of the ranges. Written out: composing it of five
#: querysets takes longer than answering it.
MEMBERSHIPS = """
SELECT true, id, 'everything' FROM offer_range WHERE id = ANY(%(ranges)s) AND includes_all_products
UNION ALL
SELECT true, range_id, 'product ' || product_id FROM offer_rangeproduct
    WHERE range_id = ANY(%(ranges)s) AND product_id = ANY(%(products)s)
UNION ALL
SELECT false, range_id, 'product ' || product_id FROM offer_range_excluded_products
    WHERE range_id = ANY(%(ranges)s) AND product_id = ANY(%(products)s)
UNION ALL
SELECT true, range_id, 'class ' || productclass_id FROM offer_range_classes
    WHERE range_id = ANY(%(ranges)s) AND productclass_id = ANY(%(classes)s)
UNION ALL
SELECT true, range_id, 'category ' || path FROM offer_range_included_categories
    JOIN catalogue_category ON catalogue_category.id = category_id
    WHERE range_id = ANY(%(ranges)s) AND path = ANY(%(paths)s)
UNION ALL
SELECT false, range_id, 'category ' || path FROM offer_range_excluded_categories
    JOIN catalogue_category ON catalogue_category.id = category_id
    WHERE range_id = ANY(%(ranges)s) AND path = ANY(%(paths)s)
"""


def _memberships(products: Sequence[Product], range_ids: Collection[int], paths: set[str]) -> list[_Row]:
    concerned: dict[str, Any] = {
        "ranges": list(range_ids),
        "products": list(_family(products)),
        "classes": [kind for kind in map(_class_of, products) if kind],
        "paths": list(paths),
    }
    with connection.cursor() as cursor:
        cursor.execute(MEMBERSHIPS, concerned)
        return cursor.fetchall()
