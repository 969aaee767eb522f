"""The way back as arithmetic: what adds up whatever happens, and by when an answer is due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.money import ZERO
from orders.aftersales import policy
from orders.aftersales.policy import Bought, Opening, Share

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
DAY = Opening(9, 21)
TWO_DAYS = timedelta(hours=48)


def at(day, hour, zone=SHANGHAI):
    return datetime(2026, 11, day, hour, 30, tzinfo=zone)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (at(2, 10), at(4, 10)),
        (at(2, 23), datetime(2026, 11, 4, 21, 0, tzinfo=SHANGHAI)),
        (at(2, 3), datetime(2026, 11, 3, 21, 0, tzinfo=SHANGHAI)),
    ],
)
def test_an_answer_that_falls_into_the_night_is_due_before_the_shop_closes(asked, due):
    assert policy.answer_due(asked, TWO_DAYS, DAY) == due


def test_a_shop_that_never_closes_has_the_whole_time():
    assert policy.answer_due(at(2, 3), TWO_DAYS, Opening(0, 24)) == at(4, 3)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (at(2, 20), at(4, 20)),
        (at(2, 1), at(4, 1)),
        (at(2, 12), datetime(2026, 11, 4, 2, 0, tzinfo=SHANGHAI)),
        (at(2, 2), datetime(2026, 11, 4, 2, 0, tzinfo=SHANGHAI)),
    ],
)
def test_a_shop_of_the_evening_answers_before_it_closes_in_the_night(asked, due):
    assert policy.answer_due(asked, TWO_DAYS, Opening(18, 2)) == due


def test_a_shop_of_the_afternoon_answers_the_evening_before():
    assert policy.answer_due(at(2, 10), TWO_DAYS, Opening(13, 22)) == datetime(2026, 11, 3, 22, 0, tzinfo=SHANGHAI)


def test_a_promise_shorter_than_the_night_is_kept_as_it_is():
    assert policy.answer_due(at(2, 22), timedelta(hours=2), DAY) == at(2, 22) + timedelta(hours=2)


def test_hours_are_real_hours_where_the_clock_is_changed():
    asked = datetime(2026, 10, 31, 12, 0, tzinfo=NEW_YORK)
    due = policy.answer_due(asked, TWO_DAYS, DAY)
    assert due.astimezone(UTC) - asked.astimezone(UTC) == TWO_DAYS


@given(
    minutes=st.integers(0, 4 * 366 * 24 * 60),
    hours=st.integers(1, 96),
    opens=st.integers(0, 23),
    closes=st.integers(1, 24),
)
@settings(max_examples=2000, deadline=None)
def test_the_shopper_never_waits_longer_than_promised(minutes, hours, opens, closes):
    asked = datetime(2024, 2, 1, tzinfo=SHANGHAI) + timedelta(minutes=minutes)
    opening = Opening(opens, closes)
    due = policy.answer_due(asked, timedelta(hours=hours), opening)
    assert asked < due <= asked + timedelta(hours=hours)
    assert due == asked + timedelta(hours=hours) or (due.hour, due.minute) == (closes % 24, 0)
    assert opening.includes(due - timedelta(microseconds=1)) or due - asked == timedelta(hours=hours)


def cents(least=0, most=100_000):
    return st.integers(least, most).map(lambda n: Decimal(n) / 100)


def an_order_as_paid(random):
    """Lines with shares of discounts, the last of them points; the delivery charge; the points spent."""
    lines = [_a_line(random, number) for number in range(random.randint(1, 4))]
    paid_with_points = sum((line.points for line in lines), ZERO)
    return lines, _cents(random, 3_000), int(paid_with_points * 100)


def _a_line(random, number):
    pieces, goods = random.randint(1, 7), _cents(random, 100_000)
    shares, left = [], goods
    for lane in ("line", "order", "coupon", "points"):
        amount = min(random.choice((ZERO, _cents(random, 20_000))), left)
        left -= amount
        shares += [Share(lane, lane, amount)] if amount else []
    points = sum((share.amount for share in shares if share.lane == "points"), ZERO)
    return Bought(number, pieces, goods, left, shares=tuple(shares), points=points)


def _cents(random, most):
    return Decimal(random.randint(0, most)) / 100


@given(seed=st.integers(0, 2**32))
@settings(max_examples=2000, deadline=None)
def test_whatever_comes_back_in_whatever_order_the_money_and_the_points_add_up(seed):
    random = Random(seed)
    lines, delivery, spent = an_order_as_paid(random)
    paid = sum((line.paid for line in lines), delivery)
    refunded, charge_back, points = ZERO, ZERO, 0
    while not all(line.before == line.pieces for line in lines):
        lines = [replace(line, coming=random.randint(0, line.pieces - line.before)) for line in lines]
        charge = policy.delivery_back(
            delivery,
            rule=policy.WHOLE_OR_FAULT,
            is_our_fault=random.random() < 0.3,
            keeps_nothing=all(line.is_all_back for line in lines),
            already=charge_back,
        )
        due = policy.settlement(lines, delivery=charge, refundable=paid - refunded, points_spent=spent)
        assert min(due.money, due.points, due.kept, due.refunded_before) >= 0
        assert all(line.goods - sum(share.amount for share in line.shares) == line.money for line in due.lines)
        refunded, charge_back, points = refunded + due.money, charge_back + charge, points + due.points
        lines = [replace(line, before=line.before + line.coming, coming=0) for line in lines]
    assert (refunded, charge_back, points) == (paid, delivery, spent)


@given(given_pieces=st.integers(1, 5), bought=st.integers(1, 9), seed=st.integers(0, 2**32))
@settings(max_examples=2000, deadline=None)
def test_gifts_come_back_with_what_they_were_given_for_and_never_twice(given_pieces, bought, seed):
    random = Random(seed)
    kept, gifts_back = bought, 0
    while kept:
        kept -= random.randint(1, kept)
        gifts_back += policy.gifts_coming(given_pieces, bought=bought, kept=kept, before=gifts_back)
        assert given_pieces - gifts_back <= given_pieces * kept / bought
    assert gifts_back == given_pieces


@given(due=cents(1, 50_000), left=cents(0, 50_000))
@settings(max_examples=2000, deadline=None)
def test_never_more_goes_back_than_is_left_of_the_payment(due, left):
    settled = policy.settlement([Bought(1, 1, due, due, coming=1)], delivery=ZERO, refundable=left)
    assert settled.money == min(due, left)
    assert settled.money + settled.refunded_before == due
