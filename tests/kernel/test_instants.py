from datetime import UTC, date, datetime

from kernel.templatetags.instants import machine


def test_an_instant_is_read_by_programs_in_whole_seconds_of_the_store():
    assert machine(datetime(2026, 11, 22, 14, 0, 5, 300294, tzinfo=UTC)) == "2026-11-22T22:00:05+08:00"


def test_a_day_stays_a_day_and_nothing_stays_nothing():
    assert machine(date(2026, 11, 22)) == "2026-11-22"
    assert machine(None) == ""
