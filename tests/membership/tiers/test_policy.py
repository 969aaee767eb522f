from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from membership.tiers import policy
from membership.tiers.policy import Review

THRESHOLDS = [Decimal(amount) for amount in (0, 500, 2_000, 8_000, 30_000)]
TODAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("spent", "level"),
    [
        ("0", 1),
        ("499.99", 1),
        ("500", 2),
        ("1999.99", 2),
        ("2000", 3),
        ("7999.99", 3),
        ("8000", 4),
        ("29999.99", 4),
        ("30000", 5),
        ("1000000", 5),
        ("-20", 1),
    ],
)
def test_a_years_spending_earns_a_level(spent, level):
    assert policy.level_for(Decimal(spent), THRESHOLDS) == level


def test_thresholds_begin_at_nothing_and_rise():
    assert policy.are_in_order(THRESHOLDS)
    assert not policy.are_in_order([])
    assert not policy.are_in_order(THRESHOLDS[1:])
    assert not policy.are_in_order([Decimal(0), Decimal(500), Decimal(500)])
    assert not policy.are_in_order([Decimal(0), Decimal(800), Decimal(500)])


def test_who_falls_short_has_a_month_and_then_falls_to_what_was_earned():
    first = policy.reviewed(level=4, earned=2, in_grace=False, today=TODAY)
    assert first == Review(4, True, date(2027, 3, 31))
    assert policy.reviewed(level=4, earned=2, in_grace=True, today=TODAY) == Review(2, False, date(2028, 3, 1))
    assert policy.reviewed(level=4, earned=1, in_grace=True, today=TODAY) == Review(1, False, None)


def test_who_earned_the_level_keeps_it_or_rises():
    assert policy.reviewed(level=3, earned=3, in_grace=False, today=TODAY) == Review(3, False, date(2028, 3, 1))
    assert policy.reviewed(level=3, earned=3, in_grace=True, today=TODAY) == Review(3, False, date(2028, 3, 1))
    assert policy.reviewed(level=3, earned=5, in_grace=False, today=TODAY) == Review(5, False, date(2028, 3, 1))


def test_a_leap_day_has_a_year_too():
    assert policy.next_review(3, date(2028, 2, 29)) == date(2029, 3, 1)
    assert policy.a_year_before(date(2028, 2, 29)) == date(2027, 3, 1)
    assert policy.next_review(1, TODAY) is None


def test_a_returned_purchase_takes_its_lift_along_and_no_more():
    assert policy.without_lift(level=4, earned=1, before=3) == 3
    assert policy.without_lift(level=4, earned=3, before=1) == 3
    assert policy.without_lift(level=2, earned=1, before=3) == 2


@settings(max_examples=2_000, deadline=None)
@given(st.integers(1, 5), st.integers(1, 5), st.booleans(), st.dates(date(2026, 1, 1), date(2040, 12, 31)))
def test_no_review_takes_a_level_without_a_warning_or_below_what_was_earned(level, earned, in_grace, today):
    review = policy.reviewed(level=level, earned=earned, in_grace=in_grace, today=today)
    assert review.level >= (earned if in_grace else max(level, earned))
    assert review.review_on is None or today < review.review_on
    assert (review.review_on is None) == (review.level == 1)
