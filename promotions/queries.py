"""The offers in force, and the ranges of products they speak of, read whole: never product by product."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import CharField, F, Model, Q, QuerySet, Value
from django.db.models.functions import Cast
from treebeard.mp_tree import MP_Node

from catalogue.models import Category, Product, ProductCategory
from kernel.money import ZERO
from promotions.models import ConditionalOffer, Range
from promotions.rules import MANY_TIMES, Gain, Item, Need, Rule, Verdict, Why

__all__ = ["Gain", "Item", "Need", "Rule", "Verdict", "Why", "ranges_of", "rules_in_force"]

#: Vouchers attached to a basket: voucher id → code.
Codes = Mapping[int, str]


def rules_in_force(now: datetime, codes: Codes | None = None) -> list[Rule]:
    """Everyone's offers and those the codes bring, in one query; one more for codes, and one where offers may meet.

    Offers with a class of their own are left out: everything we offer is one of Oscar's stored kinds.
    """
    rules = [_rule(offer) for offer in _in_force(now).filter(offer_type=ConditionalOffer.SITE)]
    if codes:
        brought = _in_force(now).filter(vouchers__in=codes).annotate(voucher=F("vouchers"))
        rules += [_rule(offer, offer.voucher, codes[offer.voucher]) for offer in brought]
    return _with_companions(rules)


def _in_force(now: datetime) -> QuerySet[ConditionalOffer]:
    return ConditionalOffer.objects.filter(
        Q(start_datetime=None) | Q(start_datetime__lte=now),
        Q(end_datetime=None) | Q(end_datetime__gte=now),
        Q(max_global_applications=None) | Q(num_applications__lt=F("max_global_applications")),
        Q(max_discount=None) | Q(total_discount__lt=F("max_discount")),
        status=ConditionalOffer.OPEN,
        condition__proxy_class=None,
        benefit__proxy_class=None,
        condition__type__in=list(Need),
        benefit__type__in=list(Gain),
    ).select_related("condition", "benefit")


def _rule(offer: Any, voucher_id: int | None = None, code: str = "") -> Rule:
    condition, benefit = offer.condition, offer.benefit
    return Rule(
        id=offer.pk,
        name=offer.name,
        need=Need(condition.type),
        need_value=condition.value or ZERO,
        need_range=condition.range_id,
        gain=Gain(benefit.type),
        gain_value=benefit.value or ZERO,
        gain_range=benefit.range_id or condition.range_id,
        priority=offer.priority,
        is_exclusive=offer.exclusive,
        most_pieces=benefit.max_affected_items,
        most_times=min(_times_left(offer), offer.max_basket_applications or MANY_TIMES),
        most_discount=_discount_left(offer),
        is_limited=offer.max_global_applications is not None or offer.max_discount is not None,
        code=code,
        voucher_id=voucher_id,
    )


def _times_left(offer: Any) -> int:
    if offer.max_global_applications is None:
        return MANY_TIMES
    return int(offer.max_global_applications - offer.num_applications)


def _discount_left(offer: Any) -> Decimal | None:
    return None if offer.max_discount is None else offer.max_discount - offer.total_discount


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
    kind = product.product_class_id or (product.parent.product_class_id if product.parent_id else None)
    named = {f"product {id_}" for id_ in ids} | {f"class {kind}", EVERYTHING}
    return named | {f"category {path}" for id_ in ids for path in paths.get(id_, ())}


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


def _memberships(products: Sequence[Product], range_ids: Collection[int], paths: set[str]) -> list[_Row]:
    """Every reason why one of the products might be in or out of one of the ranges, in one query."""
    family = _family(products)
    classes = {product.product_class_id or product.parent.product_class_id for product in products}
    products_named = {"product_id__in": family}
    above = {"category__path__in": paths}
    arms = [
        _arm(True, Range.included_products.through, "product", "product_id", range_ids, products_named),
        _arm(False, Range.excluded_products.through, "product", "product_id", range_ids, products_named),
        _arm(True, Range.classes.through, "class", "productclass_id", range_ids, {"productclass_id__in": classes}),
        _arm(True, Range.included_categories.through, "category", "category__path", range_ids, above),
        _arm(False, Range.excluded_categories.through, "category", "category__path", range_ids, above),
    ]
    everything = Range.objects.filter(pk__in=range_ids, includes_all_products=True).values_list(
        Value(True), "pk", Value(EVERYTHING), Value("")
    )
    rows = everything.order_by().union(*arms, all=True)
    return [(takes_in, range_id, f"{kind} {what}".strip()) for takes_in, range_id, kind, what in rows]


def _arm(
    takes_in: bool, through: type[Model], kind: str, what: str, range_ids: Collection[int], matching: dict
) -> QuerySet[Any, Any]:
    found = through._default_manager.filter(range_id__in=range_ids, **matching).order_by()
    return found.values_list(Value(takes_in), "range_id", Value(kind), Cast(what, CharField()))
