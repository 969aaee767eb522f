from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from analytics.capture import queries as capture
from analytics.capture import stream
from analytics.capture.models import Event
from analytics.rollups import queries, services, tasks, visits
from analytics.rollups.models import CustomerDay, DayNumbers, HourNumbers, Rollup, VisitorDay
from tests.analytics.factories import at, seen, sold

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
YESTERDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _evening(time_machine):
    time_machine.move_to(at("2026-11-24", "18:00"), tick=False)


def everything():
    tables = (DayNumbers, HourNumbers, VisitorDay, CustomerDay)
    return [sorted(map(str, table.objects.values_list())) for table in tables]


def test_counting_twice_changes_nothing():
    seen(1, at("2026-11-20"), at("2026-11-23"))
    sold(at("2026-11-20"), at("2026-11-23"), who=1)
    services.roll_up_changed()
    once = everything()
    services.roll_up_changed()
    call_command("rollup", "--from", "2026-11-20", "--to", "2026-11-24")
    assert everything() == once


def test_a_late_event_has_its_day_counted_again():
    services.roll_up_range(date(2026, 11, 20), TODAY)
    seen(1, at("2026-11-20", "23:59"))
    assert list(capture.changed_days()) == [date(2026, 11, 20)]
    tasks.roll_up()
    assert DayNumbers.objects.get(day="2026-11-20").visitors == 1
    assert capture.changed_days() == {}


def test_a_late_visit_changes_who_was_new_in_the_days_after():
    seen(1, at("2026-11-17"), at("2026-11-24"))
    services.roll_up_changed()
    assert DayNumbers.objects.get(day=TODAY).first_visitors_7 == 1
    seen(1, at("2026-11-16"))
    services.roll_up_changed()
    assert DayNumbers.objects.get(day=TODAY).first_visitors_7 == 0
    assert DayNumbers.objects.get(day=YESTERDAY).first_visitors_7 == 1


def test_a_cancelled_order_leaves_the_gmv_of_the_day_it_was_placed():
    order = sold(at("2026-11-20"))
    services.roll_up_changed()
    assert DayNumbers.objects.get(day="2026-11-20").gmv == order.total_incl_tax
    type(order).objects.update(status="cancelled")
    services.roll_up_range(date(2026, 11, 20), date(2026, 11, 20))
    assert DayNumbers.objects.get(day="2026-11-20").gmv == 0


def test_the_days_between_are_counted_as_well():
    seen(1, at("2026-11-20"))
    services.roll_up_changed()
    assert list(DayNumbers.objects.values_list("day", flat=True)) == [
        TODAY - timedelta(days=d) for d in (4, 3, 2, 1, 0)
    ]


def test_a_day_to_come_is_not_counted():
    services.roll_up_range(TODAY, TODAY + timedelta(days=3))
    assert list(DayNumbers.objects.values_list("day", flat=True)) == [TODAY]


def test_what_dropped_events_once_came_to_stays(settings):
    seen(1, at("2026-11-01"))
    services.roll_up_changed()
    settings.EVENTS_KEPT_DAYS = 10
    Event.objects.all().delete()
    services.roll_up_range(date(2026, 11, 1), TODAY)
    numbers = DayNumbers.objects.get(day="2026-11-01")
    assert (numbers.visitors, numbers.page_views) == (1, 1)
    assert HourNumbers.objects.get(day="2026-11-01").page_views == 1


def test_a_run_that_dies_leaves_its_days_marked(monkeypatch):
    seen(1, at("2026-11-20"))
    monkeypatch.setattr(services.standing, "look_back", _killed)
    with pytest.raises(KeyboardInterrupt):
        services.roll_up_changed()
    assert date(2026, 11, 20) in capture.changed_days()


def _killed(*_):
    raise KeyboardInterrupt


def test_hours_are_those_of_the_store():
    seen(1, at("2026-11-23", "00:30"))
    sold(at("2026-11-23"), at("2026-11-23", "23:30"), total="12.50")
    services.roll_up_changed()
    grid = queries.week_grid(YESTERDAY, YESTERDAY)
    assert grid == {
        (1, 0): {"page_views": 1, "paid_orders": 0, "revenue": 0},
        (1, 23): {"page_views": 0, "paid_orders": 1, "revenue": 12.5},
    }


def test_the_numbers_are_complete_until_the_oldest_event_that_waits(time_machine):
    services.roll_up_changed()
    assert queries.last_rollup().complete_until == at("2026-11-24", "18:00")
    stream.client().xadd(stream.STREAM, {"events": "[]"}, id=f"{int(at('2026-11-24', '17:00').timestamp() * 1000)}-0")
    services.roll_up_changed()
    assert Rollup.objects.order_by("pk").last().complete_until == at("2026-11-24", "17:00")


def test_the_command_says_what_it_did_and_what_it_cannot(capsys):
    call_command("rollup", "--from", "2026-11-20", "--to", "2026-11-21")
    assert capsys.readouterr().out.startswith("5 days counted from 2026-11-20 in ")
    with pytest.raises(CommandError, match="--from is after --to"):
        call_command("rollup", "--from", "2026-11-22", "--to", "2026-11-21")


def test_a_day_costs_the_same_whatever_came_before(django_assert_max_num_queries):
    for day in range(10, 24):
        seen(day, at(f"2026-11-{day}"))
        sold(at(f"2026-11-{day}"), at(f"2026-11-{day}"))
    services.roll_up_changed()
    with django_assert_max_num_queries(75) as counting:
        services.roll_up_changed()
    assert len(counting) > 20
    reads = [query["sql"] for query in counting if "FROM capture_event" in query["sql"]]
    assert reads
    assert all("'2026-11-24'::date" in sql or "'2026-11-23'::date" in sql for sql in reads)


STATEMENTS = ["REMEMBER_VISITORS", "VISITS", "PAGES_AND_CARDS", "PAGES_BY_HOUR"]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_twice_the_events_are_twice_the_work(statement):
    """Counted in rows that the database hands on, which no busy machine can change."""
    seen(1, *(at("2026-11-23") + timedelta(seconds=n) for n in range(300)))
    once = _rows_moved(getattr(visits, statement))
    VisitorDay.objects.all().delete()
    seen(2, *(at("2026-11-23") + timedelta(seconds=n) for n in range(300)))
    assert _rows_moved(getattr(visits, statement)) <= 2.1 * once


def _rows_moved(statement):
    about = {"day": YESTERDAY, "idle": visits.IDLE, "zone": "Asia/Shanghai"}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", about)
        return _rows_of(cursor.fetchone()[0][0]["Plan"])


def _rows_of(node):
    below = sum(_rows_of(child) for child in node.get("Plans", []))
    return below + node["Actual Rows"] * node["Actual Loops"]
