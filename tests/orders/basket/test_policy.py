"""The quote adds up to the cent, whatever is in the basket and whatever offers run."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from membership.points.policy import MOST_OF_AN_ORDER
from orders.basket.policy import needs_consent, quote
from promotions.rules import Gain, Item, Need, Rule

RANGES = range(1, 5)

prices = st.decimals("0.00", "9999.99", places=2)
some_ranges = st.frozensets(st.sampled_from(RANGES))
baskets = st.lists(st.tuples(prices, st.integers(1, 9), some_ranges), min_size=1, max_size=50).map(
    lambda rows: [Item(n, n % 7, price, quantity, ranges) for n, (price, quantity, ranges) in enumerate(rows)]
)
rules = st.builds(
    Rule,
    id=st.integers(1, 1000),
    name=st.just(""),
    need=st.sampled_from(Need),
    need_value=st.decimals("0", "500", places=2),
    need_range=st.sampled_from(RANGES),
    gain=st.sampled_from(Gain),
    gain_value=st.decimals("0", "120", places=2),
    gain_range=st.sampled_from(RANGES),
    priority=st.integers(0, 3),
    is_exclusive=st.booleans(),
    most_pieces=st.none() | st.integers(1, 5),
    most_times=st.integers(1, 4),
    most_discount=st.none() | st.decimals("0.01", "99.99", places=2),
)
offers = st.lists(rules, max_size=8, unique_by=lambda rule: rule.id)
charges = st.none() | st.decimals("0.00", "99.00", places=2)


@pytest.mark.parametrize("examples", [400, pytest.param(20_000, marks=pytest.mark.torture)])
def test_goods_and_delivery_less_discounts_are_the_total_to_the_cent(examples):
    settings(max_examples=examples, deadline=None)(given(baskets, offers, charges)(adds_up))()


def adds_up(items, rules, charge):
    quoted = quote(items, rules, charge)
    cents = [quoted.total, quoted.goods, quoted.saved, *(line.total for line in quoted.lines)]
    assert all(amount == amount.quantize(Decimal("0.01")) and amount >= 0 for amount in cents)
    assert sum(line.total for line in quoted.lines) + quoted.delivery_to_pay == quoted.total
    assert quoted.goods + (charge or 0) - quoted.saved == quoted.total
    assert sum(line.discount for line in quoted.lines) + quoted.delivery_discount == quoted.saved


def test_the_fingerprint_is_of_the_pieces_and_not_of_their_price():
    cheap, dear, more = (
        quote([Item(1, 1, Decimal(price), quantity)], []) for price, quantity in (("9.00", 1), ("9.01", 1), ("9.00", 2))
    )
    assert cheap.pieces_fingerprint == dear.pieces_fingerprint != more.pieces_fingerprint


def test_a_rise_needs_consent_and_a_drop_does_not():
    cheap, dear = (quote([Item(1, 1, Decimal(price), 1)], []) for price in ("9.00", "9.01"))
    assert needs_consent(cheap.total, dear)
    assert not needs_consent(dear.total, cheap)


@pytest.mark.parametrize("examples", [400, pytest.param(2_000, marks=pytest.mark.torture)])
def test_points_pay_for_thirty_percent_of_the_goods_at_most_and_every_line_knows_its_share(examples):
    settings(max_examples=examples, deadline=None)(given(baskets, offers, st.integers(-5, 2_000_000))(points_pay))()


def points_pay(items, rules, points):
    plain, quoted = quote(items, rules), quote(items, rules, points=points)
    assert 0 <= quoted.points_used <= max(points, 0)
    assert quoted.points_discount == Decimal(quoted.points_used) / 100 <= plain.total * MOST_OF_AN_ORDER
    assert quoted.total == plain.total - quoted.points_discount == sum(line.total for line in quoted.lines)
    assert all(line.goods - sum(share.amount for share in line.shares) == line.total for line in quoted.lines)
