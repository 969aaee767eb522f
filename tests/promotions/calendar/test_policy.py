"""Days on which promotions run, where the store is."""

from datetime import UTC, date, datetime

import pytest

from kernel import clock
from promotions.calendar.policy import Schedule, is_on, is_on_day
from promotions.calendar.queries import next_run, those_on

MEMBER_DAY = Schedule(month_days=frozenset([8]))
WEDNESDAYS = Schedule(weekdays=frozenset([3]))


def at(*when):
    return datetime(*when, tzinfo=UTC)


def test_it_runs_from_its_start_to_just_before_its_end():
    sale = Schedule(at(2026, 11, 11), at(2026, 11, 12))
    days = [at(2026, 11, 10, 23, 59), at(2026, 11, 11), at(2026, 11, 11, 23, 59), at(2026, 11, 12)]
    assert [is_on(sale, day, day.date()) for day in days] == [False, True, True, False]


def test_member_day_is_the_eighth_where_the_store_is():
    in_shanghai = [at(2026, 12, 7, 15, 59), at(2026, 12, 7, 16), at(2026, 12, 8, 15, 59), at(2026, 12, 8, 16)]
    assert [bool(those_on([(MEMBER_DAY, "it")], instant)) for instant in in_shanghai] == [False, True, True, False]


@pytest.mark.parametrize(
    ("wanted", "day", "runs"),
    [
        (29, date(2028, 2, 29), True),
        (29, date(2027, 2, 28), True),
        (29, date(2028, 2, 28), False),
        (31, date(2026, 11, 30), True),
        (31, date(2026, 12, 30), False),
    ],
)
def test_a_month_too_short_for_the_day_has_it_on_its_last(wanted, day, runs):
    assert is_on_day(Schedule(month_days=frozenset([wanted])), day) is runs


def test_the_next_wednesday_is_told_from_midnight_to_midnight():
    assert next_run(WEDNESDAYS, at(2026, 11, 22, 12)) == (
        clock.day_start(date(2026, 11, 25)),
        clock.day_start(date(2026, 11, 26)),
    )


@pytest.mark.parametrize(("day", "hours"), [(29, 23), (22, 24)])
def test_a_day_is_as_long_as_the_clock_there_says(settings, day, hours):
    settings.STORE_TIME_ZONE = "Europe/Berlin"
    clock.store_time_zone.cache_clear()
    try:
        begins, ends = next_run(Schedule(month_days=frozenset([day])), at(2026, 3, day, 12))
    finally:
        settings.STORE_TIME_ZONE = "Asia/Shanghai"
        clock.store_time_zone.cache_clear()
    assert (ends.astimezone(UTC) - begins.astimezone(UTC)).total_seconds() == hours * 3600


def test_what_is_over_does_not_run_again():
    over = Schedule(ends=at(2026, 11, 25), weekdays=frozenset([3]))
    assert next_run(over, at(2026, 11, 25, 1)) is None
    assert next_run(Schedule(ends=at(2026, 11, 23), weekdays=frozenset([3])), at(2026, 11, 22)) is None
