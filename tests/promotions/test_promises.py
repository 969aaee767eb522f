"""What holds of every basket under every set of offers, tried on thousands of both."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.money import CENT, ZERO
from promotions.policy import apply_rules, shelf_prices
from promotions.rules import Buyer, Gain, Item, Lane, Need, Rule

RANGES = range(1, 4)
LUMPS = (Gain.PERCENTAGE, Gain.AMOUNT, Gain.AMOUNT_EACH)

prices = st.decimals("0.00", "999.99", places=2)
lines = st.tuples(prices, st.integers(1, 5), st.frozensets(st.sampled_from(RANGES)))
baskets = st.lists(lines, min_size=1, max_size=8).map(
    lambda rows: [Item(n, n, price, quantity, ranges) for n, (price, quantity, ranges) in enumerate(rows)]
)


@st.composite
def a_rule(draw, lanes=(Lane.LINE, Lane.ORDER, Lane.COUPON)):
    lane = draw(st.sampled_from(lanes))
    within = draw(st.sampled_from(RANGES))
    return Rule(
        id=draw(st.integers(1, 10_000)),
        name="",
        need=draw(st.sampled_from(Need)),
        need_value=draw(st.sampled_from([0, 1, 2, 3, 10, 300, 500]).map(Decimal)),
        need_range=draw(st.sampled_from([within, draw(st.sampled_from(RANGES))])),
        gain=draw(st.sampled_from(LUMPS if lane != Lane.LINE else (Gain.PERCENTAGE, Gain.AMOUNT_EACH))),
        gain_value=draw(st.decimals("0.01", "110", places=2)),
        gain_range=within,
        priority=draw(st.integers(0, 2)),
        is_exclusive=draw(st.booleans()),
        lane=lane,
        least_level=draw(st.sampled_from([0, 0, 4])),
        for_first_order=draw(st.booleans()),
    )


@st.composite
def a_ladder(draw):
    """One promotion with tiers in order: more needed, more given."""
    within, steps = draw(st.sampled_from(RANGES)), draw(st.integers(2, 3))
    needs = sorted(draw(st.lists(st.integers(1, 900), min_size=steps, max_size=steps, unique=True)))
    gains = sorted(draw(st.lists(st.integers(1, 90), min_size=steps, max_size=steps, unique=True)))
    gain, first = draw(st.sampled_from([Gain.PERCENTAGE, Gain.AMOUNT])), draw(st.integers(20_000, 90_000))
    return [
        Rule(first + n, "", Need.WORTH, Decimal(needs[n]), within, gain, Decimal(gains[n]), within, promotion_id=first)
        for n in range(steps)
    ]


offers = st.builds(
    lambda rules, ladders: [*rules, *(rule for ladder in ladders for rule in ladder)],
    st.lists(a_rule(), max_size=7, unique_by=lambda rule: rule.id),
    st.lists(a_ladder(), max_size=2, unique_by=lambda ladder: ladder[0].id // 10),
)
buyers = st.builds(Buyer, level=st.sampled_from([0, 5]), is_first_order=st.booleans())
thoroughly = settings(max_examples=2_000, deadline=None)


def goods(items):
    return sum((item.unit_price * item.quantity for item in items), ZERO)


def off(items, rules, buyer=Buyer()):  # noqa: B008
    return sum((verdict.amount for verdict in apply_rules(items, rules, buyer)), ZERO)


@given(baskets, offers, buyers)
@thoroughly
def test_no_total_falls_below_nothing_and_no_discount_rises_above_the_cap(items, rules, buyer):
    assert 0 <= off(items, rules, buyer) <= goods(items) * Decimal("0.80")


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
    assert item.unit_price - off([item], rules, buyer) <= shown.price
    plain = [rule for rule in rules if rule.lane == Lane.LINE and rule.asks_nothing]
    assert item.unit_price - off([item], plain, buyer) == shown.price
