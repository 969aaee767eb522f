"""What holds of every basket under every set of offers, tried on thousands of both."""

from dataclasses import replace
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.money import CENT, ZERO
from promotions.policy import apply_rules, shelf_prices
from promotions.rules import Buyer, Gain, Item, Lane, Need, Rule

RANGES = range(1, 4)
LUMPS = (Gain.PERCENTAGE, Gain.AMOUNT, Gain.AMOUNT_EACH)
BY_PIECE = (Gain.PERCENTAGE, Gain.AMOUNT_EACH)
SETS = (Gain.CHEAPEST_FREE, Gain.BUNDLE_PRICE, *LUMPS)


def a_rule(random, id_):
    lane = random.choice((Lane.LINE, Lane.ORDER, Lane.COUPON))
    within = random.choice(RANGES)
    return Rule(
        id=id_,
        name="",
        need=random.choice(list(Need)),
        need_value=Decimal(random.choice((0, 0, 1, 2, 3, 10, 300, 500))),
        need_range=random.choice((within, within, random.choice(RANGES))),
        gain=random.choice(BY_PIECE if lane == Lane.LINE else LUMPS),
        gain_value=Decimal(random.randint(1, 11_000)) / 100,
        gain_range=within,
        priority=random.randint(0, 2),
        is_exclusive=random.random() < 0.5,
        lane=lane,
        least_level=random.choice((0, 0, 4)),
        for_first_order=random.random() < 0.2,
    )


def a_ladder(random, first):
    """One promotion with tiers in order: more needed, more given."""
    within, gain, steps = random.choice(RANGES), random.choice((Gain.PERCENTAGE, Gain.AMOUNT)), random.randint(2, 3)
    needs, gains = sorted(random.sample(range(1, 900), steps)), sorted(random.sample(range(1, 90), steps))
    return [
        Rule(first + n, "", Need.WORTH, Decimal(needs[n]), within, gain, Decimal(gains[n]), within, promotion_id=first)
        for n in range(steps)
    ]


def a_line(random):
    cents = random.choice((random.randint(0, 99_999), random.randint(0, 500), random.choice((29_999, 30_000, 50_000))))
    return Decimal(cents) / 100, random.randint(1, 5), frozenset(n for n in RANGES if random.random() < 0.6)


def a_set_rule(random, id_):
    """3 for 2, a bundle for one price, the second at half price."""
    within, gain = random.choice(RANGES), random.choice(SETS)
    return Rule(
        id=id_,
        name="",
        need=random.choice((Need.PIECES, Need.KINDS)) if gain == Gain.BUNDLE_PRICE else Need.PIECES,
        need_value=Decimal(random.choice((1, 2, 2, 3, 3, 5))),
        need_range=random.choice((within, within, random.choice(RANGES))),
        gain=gain,
        gain_value=Decimal(random.choice((1, 5, 25, 50, 100, 300))),
        gain_range=within,
        is_exclusive=random.random() < 0.5,
        most_pieces=random.choice((1, 2)) if gain in LUMPS else None,
        most_times=random.choice((1, 2, 1_000)),
        lane=random.choice((Lane.ORDER, Lane.ORDER, Lane.COUPON)),
    )


def with_a_budget(random, rule):
    return replace(rule, most_discount=Decimal(random.randint(0, 9_000)) / 100, is_limited=True)


#: Drawn once, so that hypothesis spends its time on putting them together.
POOL = Random(42)
PLAIN = [a_rule(POOL, id_) for id_ in range(1, 600)]
RULES = [
    *PLAIN,
    *(a_set_rule(POOL, id_) for id_ in range(600, 900)),
    *(with_a_budget(POOL, a_rule(POOL, id_)) for id_ in range(900, 960)),
    *(with_a_budget(POOL, a_set_rule(POOL, id_)) for id_ in range(960, 1_000)),
]
LADDERS = [a_ladder(POOL, first) for first in range(1_000, 3_000, 10)]
LINES = [a_line(POOL) for _ in range(600)]

lines = st.sampled_from(LINES)
baskets = st.lists(lines, min_size=1, max_size=8).map(
    lambda rows: [Item(n, n, price, quantity, ranges) for n, (price, quantity, ranges) in enumerate(rows)]
)
offers = st.builds(
    lambda rules, ladders: [*rules, *(rule for ladder in ladders for rule in ladder)],
    st.lists(st.sampled_from(RULES), max_size=8, unique_by=lambda rule: rule.id),
    st.lists(st.sampled_from(LADDERS), max_size=2, unique_by=lambda ladder: ladder[0].id),
)
buyers = st.sampled_from([Buyer(level, is_first) for level in (0, 5) for is_first in (True, False)])
thoroughly = settings(max_examples=2_000, deadline=None)


def goods(items):
    return sum((item.unit_price * item.quantity for item in items), ZERO)


def off(items, rules, buyer=Buyer()):  # noqa: B008
    return sum((verdict.amount for verdict in apply_rules(items, rules, buyer)), ZERO)


@given(baskets, offers, buyers)
@thoroughly
def test_no_total_falls_below_nothing_and_no_discount_rises_above_the_cap(items, rules, buyer):
    assert 0 <= off(items, rules, buyer) <= goods(items) * Decimal("0.80")


@given(baskets, offers, st.integers(0, 4), st.dictionaries(st.integers(1, 1_000), st.integers(0, 5), max_size=40))
@thoroughly
def test_nobody_has_an_offer_more_often_than_each_may(items, rules, most, had):
    limited = [replace(rule, most_each=most) for rule in rules if not rule.promotion_id]
    buyer = Buyer(had={rule.id: had.get(rule.id, 0) for rule in limited})
    for verdict in apply_rules(items, limited, buyer):
        left = most - buyer.had[verdict.rule.id]
        assert verdict.times <= max(0, left)
        assert verdict.amount == 0 or left > 0


@given(baskets, offers, buyers)
@thoroughly
def test_what_a_rule_takes_is_shared_out_to_the_cent_and_no_line_pays_less_than_nothing(items, rules, buyer):
    verdicts = apply_rules(items, rules, buyer)
    for verdict in verdicts:
        assert sum(verdict.shares.values()) == verdict.amount == verdict.amount.quantize(CENT)
        assert all(share > 0 for share in verdict.shares.values())
    for item in items:
        assert sum(verdict.shares.get(item.key, 0) for verdict in verdicts) <= item.unit_price * item.quantity


@given(baskets, offers, buyers, st.randoms(use_true_random=False))
@thoroughly
def test_the_order_in_which_rules_are_listed_changes_nothing(items, rules, buyer, random):
    shuffled = random.sample(rules, len(rules))
    assert apply_rules(items, shuffled, buyer) == apply_rules(items, rules, buyer)


@given(baskets, offers, buyers, st.lists(st.integers(0, 2), min_size=10, max_size=20))
@thoroughly
def test_which_rule_of_a_lane_comes_first_does_not_change_the_total(items, rules, buyer, priorities):
    combine = {rule.id for rule in rules if not rule.is_exclusive}
    moved = [
        Rule(**{**vars(rule), "priority": priority}) if rule.id not in combine else rule
        for rule, priority in zip(rules, priorities, strict=False)
    ]
    assert off(items, moved, buyer) == off(items, rules[: len(moved)], buyer)


@given(baskets, lines, offers, buyers)
@thoroughly
def test_adding_a_line_never_raises_the_total_by_more_than_the_line_costs(items, line, rules, buyer):
    more = Item(99, 99, *line)
    assert off([*items, more], rules, buyer) >= off(items, rules, buyer)


@given(lines, offers, buyers)
@thoroughly
def test_what_the_list_shows_is_what_is_charged_at_most_and_exactly_where_only_prices_are_lowered(line, rules, buyer):
    item = Item(1, 1, line[0], 1, line[2])
    (shown,) = shelf_prices([item], rules, buyer)
    assert item.unit_price - off([item], rules, buyer) <= shown.price <= shelf_prices([item], rules)[0].price
    plain = [rule for rule in rules if rule.lane == Lane.LINE and rule.asks_nothing]
    assert item.unit_price - off([item], plain, buyer) == shown.price
