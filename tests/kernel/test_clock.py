from datetime import UTC, date, datetime

from kernel import clock


def test_a_store_day_starts_at_midnight_where_the_store_is():
    evening_in_utc = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
    assert clock.store_day(evening_in_utc) == date(2026, 3, 2)
    assert clock.day_start(date(2026, 3, 2)) == evening_in_utc


def test_one_day_ends_where_the_next_begins():
    assert clock.day_end(date(2026, 2, 28)) == clock.day_start(date(2026, 3, 1))
