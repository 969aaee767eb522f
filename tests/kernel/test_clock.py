from datetime import UTC, date, datetime

import pytest

from kernel import clock


def test_a_store_day_starts_at_midnight_where_the_store_is():
    evening_in_utc = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
    assert clock.store_day(evening_in_utc) == date(2026, 3, 2)
    assert clock.day_start(date(2026, 3, 2)) == evening_in_utc


def test_one_day_ends_where_the_next_begins():
    assert clock.day_end(date(2026, 2, 28)) == clock.day_start(date(2026, 3, 1))


@pytest.mark.parametrize(
    ("moment", "days", "then"),
    [
        ("2026-10-28T00:30-04:00", 7, "2026-11-04T00:30-05:00"),
        ("2026-11-04T00:30-05:00", -7, "2026-10-28T00:30-04:00"),
        ("2027-03-10T23:30-05:00", 7, "2027-03-17T23:30-04:00"),
        ("2027-03-07T02:30-05:00", 7, "2027-03-14T03:30-04:00"),
        ("2028-02-28T12:00-05:00", 1, "2028-02-29T12:00-05:00"),
    ],
)
def test_days_are_those_of_the_store_though_its_clock_was_changed_between(new_york, moment, days, then):
    assert clock.days_after(datetime.fromisoformat(moment), days) == datetime.fromisoformat(then)
