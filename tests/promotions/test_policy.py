"""Offers as arithmetic: which rule takes what off which pieces, and why another took nothing."""

from decimal import Decimal

import pytest

from promotions.policy import apply_rules, delivery_discount, shelf_prices
from promotions.rules import Buyer, Gain, Item, Lane, Need, Rule, Why

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
    everything_off = apply_rules([item(1, "8.00")], [rule(1, 5, Gain.AMOUNT, 10)], most_off=Decimal(1))
    assert [verdict.amount for verdict in everything_off] == [Decimal("8.00")]


def test_rules_that_meet_take_their_share_of_what_is_left():
    both = [rule(1, 0, Gain.PERCENTAGE, 40, is_exclusive=False), rule(2, 0, Gain.PERCENTAGE, 70, is_exclusive=False)]
    verdicts = apply_rules([item(1, "100.00")], both, most_off=Decimal(1))
    assert [verdict.amount for verdict in verdicts] == [Decimal("40.00"), Decimal("42.00")]
    assert amounts([item(1, "100.00")], *both) == {1: Decimal("40.00"), 2: Decimal("40.00")}, "the cap is 80 %"


def test_choosy_rules_meet_only_their_friends():
    friendly = rule(1, 0, Gain.PERCENTAGE, 10, is_exclusive=False, goes_with=frozenset([2]), priority=2)
    friend = rule(2, 0, Gain.PERCENTAGE, 10, is_exclusive=False, priority=1)
    stranger = rule(3, 0, Gain.PERCENTAGE, 10, is_exclusive=False)
    assert amounts([item(1, "100.00")], friendly, friend, stranger) == {
        1: Decimal("10.00"),
        2: Decimal("9.00"),
        3: Decimal("0"),
    }


def test_each_piece_has_the_best_of_the_prices_it_may_have():
    basket = [item(1, "100.00", ranges=[EVERYTHING, PLANTS]), item(2, "50.00")]
    plants = rule(1, 0, Gain.PERCENTAGE, 30, need_range=PLANTS, gain_range=PLANTS, lane=Lane.LINE)
    anything = rule(2, 0, Gain.PERCENTAGE, 20, lane=Lane.LINE)
    assert amounts(basket, plants, anything) == {1: Decimal("30.00"), 2: Decimal("10.00")}


def test_of_order_offers_that_do_not_combine_the_one_that_gives_most_counts():
    basket = [item(1, "100.00", ranges=[EVERYTHING, PLANTS]), item(2, "50.00")]
    plants = rule(1, 0, Gain.PERCENTAGE, 25, need_range=PLANTS, gain_range=PLANTS, priority=1)
    lost, won = apply_rules(basket, [plants, rule(2, 0, Gain.PERCENTAGE, 20)])
    assert (lost.why, lost.by, won.amount) == (Why.TAKEN, won.rule, Decimal("30.00"))


def test_every_third_piece_is_free_the_dearest_three_together_shared_by_all_of_them():
    basket = [item(1, "30.00", 4), item(2, "10.00", 3)]
    three_for_two = rule(1, 3, Gain.CHEAPEST_FREE, 1, need=Need.PIECES)
    (verdict,) = apply_rules(basket, [three_for_two])
    assert (verdict.times, verdict.shares) == (2, {1: Decimal("32.00"), 2: Decimal("8.00")})


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


def test_the_lanes_are_taken_in_their_order_and_each_counts_what_the_one_before_left():
    lines = rule(3, 0, Gain.PERCENTAGE, 10, lane=Lane.LINE)
    order = rule(2, 300, Gain.AMOUNT, 30, lane=Lane.ORDER)
    coupon = rule(1, 200, Gain.PERCENTAGE, 50, lane=Lane.COUPON)
    assert list(amounts([item(1, "400.00")], coupon, order, lines).items()) == [
        (3, Decimal("40.00")),
        (2, Decimal("30.00")),
        (1, Decimal("165.00")),
    ]


def test_a_threshold_counts_goods_at_the_price_that_lists_show():
    lowered = rule(1, 0, Gain.PERCENTAGE, 10, lane=Lane.LINE)
    tier = rule(2, 300, Gain.AMOUNT, 30)
    assert amounts([item(1, "320.00")], lowered, tier)[2] == 0
    assert amounts([item(1, "340.00")], lowered, tier)[2] == 30


def test_of_the_tiers_of_a_promotion_only_the_highest_reached_counts_and_the_others_say_so():
    tiers = [rule(1, 300, Gain.AMOUNT, 30, promotion_id=9), rule(2, 500, Gain.AMOUNT, 80, promotion_id=9)]
    low, high = apply_rules([item(1, "500.00")], tiers)
    assert (low.why, low.by, high.amount) == (Why.HIGHER_TIER, high.rule, Decimal("80.00"))


@pytest.mark.parametrize(("pieces", "off"), [(1, "0"), (2, "10.00"), (3, "30.00"), (4, "40.00")])
def test_tiers_may_count_pieces_and_give_percent(pieces, off):
    tiers = [
        rule(1, 2, Gain.PERCENTAGE, 10, need=Need.PIECES, promotion_id=9),
        rule(2, 3, Gain.PERCENTAGE, 20, need=Need.PIECES, promotion_id=9),
    ]
    assert sum(amounts([item(1, "50.00", pieces)], *tiers).values()) == Decimal(off)


def test_no_order_is_lowered_below_a_fifth_of_its_goods():
    stacked = [rule(1, 0, Gain.PERCENTAGE, 40, lane=Lane.LINE), rule(2, 0, Gain.PERCENTAGE, 70, lane=Lane.COUPON)]
    assert amounts([item(1, "100.00")], *stacked) == {1: Decimal("40.00"), 2: Decimal("40.00")}
    capped = apply_rules([item(1, "100.00")], [rule(1, 0, Gain.PERCENTAGE, 95, lane=Lane.LINE), stacked[1]])
    assert (capped[0].amount, capped[1].why) == (Decimal("80.00"), Why.CAP_REACHED)


def test_an_offer_with_a_limit_for_each_acts_as_often_as_this_shopper_may_still_have_it():
    every_second = rule(1, 2, Gain.CHEAPEST_FREE, 1, need=Need.PIECES, most_each=3)
    plain = rule(2, 0, Gain.AMOUNT, 5, most_each=1, lane=Lane.COUPON)
    basket = [item(1, "10.00", 8)]
    for had, free, off in (({}, 30, 5), ({1: 1}, 20, 5), ({1: 3, 2: 1}, 0, 0)):
        verdicts = apply_rules(basket, [every_second, plain], Buyer(had=had))
        assert [verdict.amount for verdict in verdicts] == [free, off]
    assert {verdict.why for verdict in verdicts} == {Why.USED_UP}


def test_a_member_price_is_for_its_level_and_a_first_order_offer_for_first_orders():
    gold = rule(1, 0, Gain.PERCENTAGE, 2, lane=Lane.LINE, least_level=4)
    first = rule(2, 0, Gain.AMOUNT, 5, for_first_order=True)
    basket = [item(1, "100.00")]
    guest = apply_rules(basket, [gold, first], Buyer())
    assert [(each.why, each.amount) for each in guest] == [(Why.LEVEL_TOO_LOW, 0), (None, 5)]
    regular = apply_rules(basket, [gold, first], Buyer(level=5, is_first_order=False))
    assert [(each.why, each.amount) for each in regular] == [(None, 2), (Why.NOT_THE_FIRST_ORDER, 0)]


def test_a_gift_comes_when_its_need_is_met_and_while_there_are_gifts():
    gift = rule(1, 2, Gain.GIFT, 0, need=Need.PIECES, gift_stock=7, most_times=3)
    (few,), (one,), (many,), (gone,) = (
        apply_rules([item(1, "9.00", pieces)], [gift], gifts_free={7: free})
        for pieces, free in ((1, 5), (3, 5), (9, 5), (3, 0))
    )
    assert [each.times for each in (few, one, many, gone)] == [0, 1, 3, 0]
    assert (few.why, few.missing, gone.why) == (Why.MORE_NEEDED, 1, Why.GIFT_GONE)


def test_a_budget_that_ends_with_an_order_gives_what_is_left_of_it_but_promises_no_piece_half_a_price():
    campaign = rule(1, 0, Gain.PERCENTAGE, 10, lane=Lane.LINE, most_discount=Decimal("15.00"))
    assert amounts([item(1, "100.00")], campaign) == {1: Decimal("10.00")}
    assert amounts([item(1, "100.00", 2)], campaign) == {1: Decimal("15.00")}
    assert amounts([item(1, "200.00")], campaign) == {1: Decimal("0.00")}
    assert [piece.price for piece in shelf_prices([item(1, "200.00")], [campaign])] == [Decimal("200.00")]


def test_a_budget_that_ends_gives_way_to_what_is_better_without_it():
    campaign = rule(1, 0, Gain.PERCENTAGE, 10, lane=Lane.LINE, most_discount=Decimal("15.00"))
    other = rule(2, 0, Gain.PERCENTAGE, 5, lane=Lane.LINE)
    over, won = apply_rules([item(1, "100.00", 9)], [campaign, other])
    assert (over.why, over.amount, won.amount) == (Why.USED_UP, 0, Decimal("45.00"))


def test_a_cent_that_rounding_put_on_the_goods_of_a_free_coupon_is_not_lost():
    basket = [item(1, "10.00", ranges=[EVERYTHING, PLANTS]), item(2, "10.00")]
    third = rule(1, 0, Gain.AMOUNT, "0.01")
    free = rule(2, 0, Gain.AMOUNT, 99, lane=Lane.COUPON, need_range=PLANTS, gain_range=PLANTS)
    first, second = apply_rules(basket, [third, free])
    assert (first.shares, second.shares) == ({2: Decimal("0.01")}, {1: Decimal("10.00")})
