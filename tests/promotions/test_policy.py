"""Offers as arithmetic: which rule takes what off which pieces, and why another took nothing."""

from decimal import Decimal

import pytest

from promotions.policy import apply_rules, delivery_discount
from promotions.rules import Gain, Item, Need, Rule, Why

EVERYTHING = 1
PLANTS = 2


def item(key, price, quantity=1, *, ranges=(EVERYTHING,)):
    return Item(key, key, Decimal(price), quantity, frozenset(ranges))


def rule(id_, need_value, gain, gain_value, *, need=Need.WORTH, need_range=EVERYTHING, gain_range=EVERYTHING, **more):
    return Rule(
        id_, f"rule {id_}", need, Decimal(need_value), need_range, gain, Decimal(gain_value), gain_range, **more
    )


def amounts(items, *rules):
    return {verdict.rule.id: verdict.amount for verdict in apply_rules(items, rules)}


@pytest.mark.parametrize(
    ("spent", "low", "high"), [("299.99", "0", "0"), ("300", "30", "0"), ("499.99", "30", "0"), ("500", "0", "80")]
)
def test_only_the_highest_tier_reached_counts(spent, low, high):
    tiers = [rule(1, 300, Gain.AMOUNT, 30, priority=1), rule(2, 500, Gain.AMOUNT, 80, priority=2)]
    assert amounts([item(1, spent)], *tiers) == {1: Decimal(low), 2: Decimal(high)}


def test_a_rule_says_how_much_is_missing():
    (verdict,) = apply_rules([item(1, "277.00")], [rule(1, 300, Gain.AMOUNT, 30)])
    assert (verdict.why, verdict.reached, verdict.missing) == (Why.MORE_NEEDED, Decimal("277.00"), Decimal("23.00"))


def test_a_rule_that_lost_to_another_says_so():
    lost = apply_rules([item(1, "500")], [rule(1, 300, Gain.AMOUNT, 30), rule(2, 500, Gain.AMOUNT, 80, priority=1)])[1]
    assert (lost.rule.id, lost.why, lost.amount) == (1, Why.TAKEN, 0)


def test_one_yuan_off_three_lines_is_one_yuan():
    (verdict,) = apply_rules([item(n, "5.00") for n in range(3)], [rule(1, 5, Gain.AMOUNT, 1)])
    assert sorted(verdict.shares.values()) == [Decimal("0.33"), Decimal("0.33"), Decimal("0.34")]


def test_a_percentage_is_rounded_once_over_all_lines():
    (verdict,) = apply_rules([item(n, "0.99") for n in range(3)], [rule(1, 0, Gain.PERCENTAGE, 15)])
    assert (verdict.amount, sum(verdict.shares.values())) == (Decimal("0.45"), Decimal("0.45"))


def test_a_discount_is_never_more_than_the_goods():
    assert amounts([item(1, "8.00")], rule(1, 5, Gain.AMOUNT, 10)) == {1: Decimal("8.00")}


def test_rules_that_meet_take_their_share_of_what_is_left():
    both = [rule(1, 0, Gain.PERCENTAGE, 40, is_exclusive=False), rule(2, 0, Gain.PERCENTAGE, 70, is_exclusive=False)]
    assert amounts([item(1, "100.00")], *both) == {1: Decimal("40.00"), 2: Decimal("42.00")}


def test_choosy_rules_meet_only_their_friends():
    friendly = rule(1, 0, Gain.PERCENTAGE, 10, is_exclusive=False, goes_with=frozenset([2]), priority=2)
    friend = rule(2, 0, Gain.PERCENTAGE, 10, is_exclusive=False, priority=1)
    stranger = rule(3, 0, Gain.PERCENTAGE, 10, is_exclusive=False)
    assert amounts([item(1, "100.00")], friendly, friend, stranger) == {
        1: Decimal("10.00"),
        2: Decimal("9.00"),
        3: Decimal("0"),
    }


def test_a_rule_about_plants_leaves_the_rest_to_others():
    basket = [item(1, "100.00", ranges=[EVERYTHING, PLANTS]), item(2, "50.00")]
    plants = rule(1, 0, Gain.PERCENTAGE, 10, need_range=PLANTS, gain_range=PLANTS, priority=1)
    assert amounts(basket, plants, rule(2, 0, Gain.PERCENTAGE, 20)) == {1: Decimal("10.00"), 2: Decimal("10.00")}


def test_every_third_piece_is_free_and_the_cheapest_are_given():
    basket = [item(1, "30.00", 4), item(2, "10.00", 3)]
    three_for_two = rule(1, 3, Gain.CHEAPEST_FREE, 1, need=Need.PIECES)
    (verdict,) = apply_rules(basket, [three_for_two])
    assert (verdict.times, verdict.shares) == (2, {2: Decimal("20.00")})


def test_a_bundle_has_one_price():
    basket = [item(1, "30.00"), item(2, "20.00"), item(3, "10.00")]
    bundle = rule(1, 3, Gain.BUNDLE_PRICE, 45, need=Need.KINDS)
    (verdict,) = apply_rules(basket, [bundle])
    assert (verdict.amount, sum(verdict.shares.values())) == (Decimal("15.00"), Decimal("15.00"))


def test_two_of_one_kind_are_not_two_kinds():
    (verdict,) = apply_rules([item(1, "30.00", 2)], [rule(1, 2, Gain.PERCENTAGE, 10, need=Need.KINDS)])
    assert (verdict.missing, verdict.why) == (1, Why.MORE_NEEDED)


def test_an_amount_off_each_piece_stops_at_its_price_and_at_its_limit():
    assert amounts([item(1, "3.00", 2), item(2, "9.00")], rule(1, 0, Gain.AMOUNT_EACH, 5)) == {1: Decimal("11.00")}
    once = rule(1, 0, Gain.AMOUNT_EACH, 5, most_pieces=1, most_times=2)
    assert amounts([item(1, "9.00", 5)], once) == {1: Decimal("10.00")}


def test_a_rule_gives_no_more_than_its_cap():
    assert amounts([item(1, "900.00")], rule(1, 0, Gain.PERCENTAGE, 50, most_discount=Decimal("100.00"))) == {
        1: Decimal("100.00")
    }


@pytest.mark.parametrize(
    ("gain", "value", "off"),
    [(Gain.DELIVERY_PERCENTAGE, 50, "4.00"), (Gain.DELIVERY_AMOUNT, 9, "8.00"), (Gain.DELIVERY_PRICE, 0, "8.00")],
)
def test_cheaper_delivery_takes_no_pieces_from_other_rules(gain, value, off):
    goods = rule(1, 0, Gain.PERCENTAGE, 10)
    verdicts = apply_rules([item(1, "100.00")], [rule(2, 100, gain, value, priority=1), goods])
    applied, amount = delivery_discount(verdicts, Decimal("8.00"))
    assert (applied.id, amount) == (2, Decimal(off))
    assert verdicts[1].amount == Decimal("10.00")


def test_delivery_below_the_fixed_price_stays_as_it_is():
    verdicts = apply_rules([item(1, "100.00")], [rule(1, 0, Gain.DELIVERY_PRICE, 10)])
    assert delivery_discount(verdicts, Decimal("8.00")) == (None, 0)


def test_an_empty_basket_earns_nothing():
    assert amounts([], rule(1, 0, Gain.AMOUNT, 10), rule(2, 0, Gain.DELIVERY_PRICE, 0)) == {1: 0, 2: 0}


def test_what_is_missing_counts_goods_that_another_rule_has_taken():
    rules = [rule(1, 300, Gain.AMOUNT, 30, priority=1), rule(2, 500, Gain.AMOUNT, 80)]
    ahead = apply_rules([item(1, "475.00")], rules)[1]
    assert (ahead.why, ahead.reached, ahead.missing) == (Why.MORE_NEEDED, Decimal("475.00"), Decimal("25.00"))
