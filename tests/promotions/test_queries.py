"""Offers in the database become rules, and a product is in the ranges Oscar says it is in."""

from datetime import timedelta
from decimal import Decimal

import pytest

from catalogue.models import Category, ProductClass
from kernel import clock
from promotions import queries
from promotions.models import Benefit, Condition, ConditionalOffer, Promotion, Range
from tests.orders.factories import a_stock

_names = iter(range(1, 10_000))


def a_range(**fields):
    return Range.objects.create(name=f"range {next(_names)}", **fields)


def an_offer(within, *, need=("Value", 100), gain=("Absolute", 10), **fields):
    condition = Condition.objects.create(range=within, type=need[0], value=Decimal(need[1]))
    benefit = Benefit.objects.create(range=within, type=gain[0], value=Decimal(gain[1]))
    return ConditionalOffer.objects.create(name=f"offer {next(_names)}", condition=condition, benefit=benefit, **fields)


@pytest.fixture
def everything(db):
    return a_range(includes_all_products=True)


def test_twenty_offers_are_read_in_one_query(everything, django_assert_num_queries):
    for priority in range(20):
        an_offer(everything, priority=priority)
    with django_assert_num_queries(1):
        rules = queries.rules_in_force(clock.now())
    assert sorted(rule.priority for rule in rules) == list(range(20))
    assert {rule.need_range for rule in rules} == {everything.pk}


def test_an_offer_is_not_in_force_before_after_or_once_used_up(everything):
    now = clock.now()
    an_offer(everything, start_datetime=now + timedelta(seconds=1))
    an_offer(everything, end_datetime=now - timedelta(seconds=1))
    an_offer(everything, max_global_applications=2, num_applications=2)
    an_offer(everything, max_discount=Decimal(10), total_discount=Decimal(10))
    an_offer(everything, status=ConditionalOffer.SUSPENDED)
    an_offer(everything, offer_type=ConditionalOffer.VOUCHER)
    nearly = an_offer(everything, max_discount=Decimal(10), total_discount=Decimal(4))
    (rule,) = queries.rules_in_force(now)
    assert (rule.id, rule.most_discount) == (nearly.pk, Decimal(6))


def test_warm_rules_and_ranges_are_read_in_no_query_and_a_change_is_seen_at_once(
    shelf, everything, django_assert_num_queries
):
    offer = an_offer(everything)
    products = [shelf["plant"].pk, shelf["pot"].pk]
    with django_assert_num_queries(2):
        queries.rules_in_force(clock.now()), queries.ranges_of(products)
    with django_assert_num_queries(0):
        assert len(queries.rules_in_force(clock.now())) == 1
        assert everything.pk in queries.ranges_of(products)[shelf["pot"].pk]
    everything.excluded_products.add(shelf["plant"])
    offer.delete()
    assert not queries.rules_in_force(clock.now())
    assert everything.pk not in queries.ranges_of(products)[shelf["plant"].pk]


def a_promotion(*tiers, lane="order", kind="tiers", **fields):
    """A running promotion on everything; each tier is (needed worth, gain, value)."""
    within = a_range(includes_all_products=True)
    said = {"name_en": f"promotion {next(_names)}", "status": "running", **fields}
    promotion = Promotion.objects.create(kind=kind, lane=lane, **said)
    for need, gain, value in tiers:
        an_offer(within, need=("Value", need), gain=(gain, value), promotion=promotion)
    return promotion


def a_gift_promotion(gift):
    """A piece of that stock with whatever is bought, once an order."""
    promotion = Promotion.objects.create(
        name_en="A pot with it", kind="gift", lane="order", status="running", gift=gift
    )
    everything = a_range(includes_all_products=True)
    an_offer(everything, need=("Count", 1), gain=("Gift", 0), promotion=promotion, max_basket_applications=1)


def test_a_promotion_says_when_and_for_whom_for_all_its_tiers(db):
    now = clock.now()
    running = a_promotion((300, "Absolute", 30), (500, "Absolute", 80), least_level=4, combines=True, budget=9)
    a_promotion((0, "Absolute", 1), status="draft")
    a_promotion((0, "Absolute", 1), starts_at=now + timedelta(hours=1))
    a_promotion((0, "Absolute", 1), ends_at=now)
    a_promotion((0, "Absolute", 1), weekdays=[clock.store_day(now + timedelta(days=1)).isoweekday()])
    a_promotion((0, "Absolute", 1), most_uses=3, used=3)
    a_promotion((0, "Absolute", 1), budget=3, spent=3)
    low, high = sorted(queries.rules_in_force(now), key=lambda rule: rule.need_value)
    assert {low.promotion_id, high.promotion_id} == {running.pk}
    assert high.name == f"{running.name_en} · ¥80 off ¥500"
    assert (low.least_level, low.is_exclusive, low.most_discount, low.is_limited) == (4, False, 9, True)


def test_offers_know_which_others_they_go_with(everything):
    one, other, third = (an_offer(everything, exclusive=False) for _ in range(3))
    one.combinations.add(other)
    rules = {rule.id: rule for rule in queries.rules_in_force(clock.now())}
    assert rules[one.pk].goes_with == {other.pk}
    assert not rules[third.pk].goes_with


@pytest.fixture
def shelf(db):
    """A plant in a sub-category, a stool in none, and a pot that is a variant."""
    plants = Category.objects.add_root({"name": "Plants"})
    cacti = Category.objects.add_child(plants, {"name": "Cacti"})
    plant, stool, pot = (a_stock(title=title).product for title in ("Cactus", "Stool", "Pot, blue"))
    parent = a_stock(title="Pot").product
    parent.structure, pot.structure, pot.parent, pot.product_class = "parent", "child", parent, None
    parent.save()
    pot.save()
    plant.categories.add(cacti)
    parent.categories.add(plants)
    return {"plants": plants, "cacti": cacti, "plant": plant, "stool": stool, "pot": pot, "parent": parent}


def test_ranges_hold_what_oscar_says_they_hold(shelf, django_assert_num_queries):
    products = [shelf["plant"], shelf["stool"], shelf["pot"]]
    kind = ProductClass.objects.get()
    ranges = {
        "all": a_range(includes_all_products=True),
        "all but the stool": a_range(includes_all_products=True),
        "all but cacti": a_range(includes_all_products=True),
        "plants": a_range(),
        "the pot's parent": a_range(),
        "plants but not pots": a_range(),
        "things": a_range(),
        "nothing": a_range(),
    }
    ranges["all but the stool"].excluded_products.add(shelf["stool"])
    ranges["all but cacti"].excluded_categories.add(shelf["cacti"])
    ranges["plants"].included_categories.add(shelf["plants"])
    ranges["the pot's parent"].add_product(shelf["parent"])
    ranges["plants but not pots"].included_categories.add(shelf["plants"])
    ranges["plants but not pots"].excluded_products.add(shelf["parent"])
    ranges["things"].classes.add(kind)
    with django_assert_num_queries(1):
        found = queries.ranges_of(product.pk for product in products)
    for name, each in ranges.items():
        oscars = {product.pk for product in products if each.contains_product(product)}
        assert {pk for pk, within in found.items() if each.pk in within} == oscars, name
    assert len(found[shelf["plant"].pk]) == 5
