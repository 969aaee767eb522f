from datetime import UTC, date, datetime

from django.utils.translation import override

from kernel.templatetags.instants import machine, short_day, to_the_minute


def test_an_instant_is_read_by_programs_in_whole_seconds_of_the_store():
    assert machine(datetime(2026, 11, 22, 14, 0, 5, 300294, tzinfo=UTC)) == "2026-11-22T22:00:05+08:00"


def test_a_day_stays_a_day_and_nothing_stays_nothing():
    assert machine(date(2026, 11, 22)) == "2026-11-22"
    assert machine(None) == ""


def test_a_day_and_a_minute_are_written_in_each_language_by_the_clock_of_the_store():
    late = datetime(2026, 11, 29, 16, 5, 59, tzinfo=UTC)
    for _ in range(2):
        assert short_day(date(2026, 11, 30)) == "Mon 30 Nov"
        assert to_the_minute(late) == "Mon 30 Nov 2026, 00:05"
        with override("zh-hans"):
            assert short_day(date(2026, 11, 30)) == "11月30日 周一"
            assert to_the_minute(late) == "2026年11月30日 00:05"
