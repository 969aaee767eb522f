from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from membership.points import policy
from membership.points.policy import Holding

JUNE, JULY = date(2026, 6, 30), date(2026, 7, 31)


def test_a_hundred_points_are_a_yuan():
    assert policy.worth(1) == Decimal("0.01")
    assert policy.worth(12345) == Decimal("123.45")


@pytest.mark.parametrize(
    ("to_pay", "available", "most"),
    [
        ("100.00", 5_000, 3_000),
        ("100.00", 1_200, 1_200),
        ("0.03", 100, 0),
        ("0.04", 100, 1),
        ("0.00", 100, 0),
        ("-5.00", 100, 0),
        ("100.00", -40, 0),
    ],
)
def test_points_pay_thirty_percent_at_most(to_pay, available, most):
    assert policy.most_spendable(Decimal(to_pay), available) == most


@pytest.mark.parametrize(("net", "points"), [("299.99", 299), ("300.00", 300), ("0.99", 0), ("-3.00", 0)])
def test_each_whole_yuan_earns_a_point(net, points):
    assert policy.earned_for(Decimal(net)) == points


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 11, 1), date(2027, 11, 30)),
        (date(2026, 12, 31), date(2027, 12, 31)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 1), date(2028, 2, 29)),
    ],
)
def test_points_last_to_the_end_of_the_month_a_year_later(day, last):
    assert policy.expires_on(day) == last


@pytest.mark.parametrize(
    ("months", "last"), [(1, date(2026, 12, 31)), (2, date(2027, 1, 31)), (25, date(2028, 12, 31))]
)
def test_or_as_many_months_later_as_the_merchant_says(months, last):
    assert policy.expires_on(date(2026, 11, 22), months) == last


def test_what_expires_first_is_spent_first_and_comes_back_last():
    holdings = [Holding(1, 50, JULY), Holding(2, 30, JUNE), Holding(3, 20, JULY)]
    assert policy.drawn(holdings, 60) == {2: 30, 1: 30}
    assert policy.put_back(holdings, 60) == {3: 20, 1: 40}


def test_a_debt_is_paid_off_before_anything_can_be_spent():
    assert policy.after_debt(-30, 50) == 20
    assert policy.after_debt(-80, 50) == 0
    assert policy.after_debt(10, 50) == 50


def test_points_that_come_back_to_an_expired_lot_get_a_second_chance():
    assert policy.still_good(JULY, today=JUNE) == JULY
    assert policy.still_good(JUNE, today=JULY) == date(2026, 8, 30)


@settings(max_examples=2_000, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 500), st.integers(0, 4)), max_size=8),
    st.lists(st.tuples(st.sampled_from(["draw", "back"]), st.integers(0, 900)), max_size=8),
)
def test_what_is_drawn_and_put_back_is_neither_made_nor_lost(lots, steps):
    """Over any history of spending and giving back: no lot below 0 or above what it was, and the sum is always told."""
    was = {number: points for number, (points, _) in enumerate(lots)}
    expiry = {number: date(2026, 1 + month, 28) for number, (_, month) in enumerate(lots)}
    left = dict(was)
    for step, wanted in steps:
        out = {number: was[number] - left[number] for number in was}
        held = out if step == "back" else left
        moved = (policy.put_back if step == "back" else policy.drawn)(
            [Holding(number, points, expiry[number]) for number, points in held.items()], wanted
        )
        assert sum(moved.values()) == min(wanted, sum(held.values()))
        for number, points in moved.items():
            left[number] += points if step == "back" else -points
        assert all(0 <= left[number] <= was[number] for number in was)


@settings(max_examples=2_000, deadline=None)
@given(st.decimals(0, 100_000, places=2), st.integers(0, 10_000_000))
def test_no_points_bring_an_order_below_seventy_percent(to_pay, available):
    points = policy.most_spendable(to_pay, available)
    assert 0 <= points <= available
    assert to_pay - policy.worth(points) >= to_pay * Decimal("0.70")
