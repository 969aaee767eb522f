from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError
from redis import RedisError

from analytics.capture import partitions, queries, services, stream, tasks
from analytics.capture.models import ChangedDay, Event
from kernel import clock

pytestmark = pytest.mark.django_db
MINUTE_BEFORE_MIDNIGHT = datetime(2026, 11, 22, 15, 59, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)


def an_event(at=MIDNIGHT, **fields):
    return Event(at=at, kind="page_view", page="home", **fields)


def told(**fields):
    return {"id": uuid4().hex, "at": MIDNIGHT.isoformat(), "kind": "page_view", "page": "home", **fields}


def test_an_event_belongs_to_the_day_of_the_store():
    services.keep([an_event(MINUTE_BEFORE_MIDNIGHT), an_event(MIDNIGHT)])
    assert list(Event.objects.order_by("at").values_list("day", flat=True)) == [date(2026, 11, 22), date(2026, 11, 23)]
    assert set(queries.changed_days()) == {date(2026, 11, 22), date(2026, 11, 23)}


def test_keeping_an_event_twice_changes_nothing():
    event = an_event()
    services.keep([event])
    services.keep([event, an_event()])
    assert queries.events_of(date(2026, 11, 23)).count() == 2


def test_what_waits_is_moved_and_forgotten():
    stream.send([told(), told(visitor_id="ab" * 16)], visitor_id="")
    stream.send([told()], visitor_id="")
    assert tasks.write_events() == 3
    assert queries.waiting_since() is None
    assert tasks.write_events() == 0
    assert Event.objects.count() == 3


def test_a_writer_killed_before_its_commit_loses_nothing(monkeypatch):
    stream.send([told()], visitor_id="")
    monkeypatch.setattr(services, "keep", _killed)
    with pytest.raises(KeyboardInterrupt):
        services.write_waiting()
    monkeypatch.undo()
    monkeypatch.setattr(stream, "ABANDONED_AFTER_MS", 0)
    assert services.write_waiting() == 1
    assert Event.objects.count() == 1


def test_a_writer_killed_after_its_commit_writes_nothing_twice(monkeypatch):
    stream.send([told()], visitor_id="")
    monkeypatch.setattr(stream, "forget", _killed)
    with pytest.raises(KeyboardInterrupt):
        services.write_waiting()
    monkeypatch.undo()
    monkeypatch.setattr(stream, "ABANDONED_AFTER_MS", 0)
    services.write_waiting()
    assert Event.objects.count() == 1
    assert queries.waiting_since() is None


def _killed(*_):
    raise KeyboardInterrupt


def test_the_oldest_that_waits_says_until_when_we_know():
    before = clock.now() - timedelta(seconds=1)
    stream.send([told()], visitor_id="")
    assert before < queries.waiting_since() < clock.now() + timedelta(seconds=1)


def test_without_valkey_the_writer_says_so(monkeypatch):
    def away():
        raise RedisError

    monkeypatch.setattr(stream, "client", away)
    with pytest.raises(RedisError):
        services.write_waiting()


def test_a_day_changed_while_it_was_counted_stays_marked():
    services.mark_changed([date(2026, 11, 22), date(2026, 11, 23)])
    seen = queries.changed_days()
    services.mark_changed([date(2026, 11, 23)])
    services.settle_changed(seen)
    assert list(ChangedDay.objects.values_list("day", flat=True)) == [date(2026, 11, 23)]


def test_there_is_room_for_the_days_ahead(time_machine):
    time_machine.move_to(MIDNIGHT, tick=False)
    tasks.keep_partitions()
    assert {date(2026, 11, 23), date(2026, 11, 30)} <= partitions.kept_days()


def test_old_days_are_dropped_whole(time_machine, settings):
    time_machine.move_to(MIDNIGHT, tick=False)
    settings.EVENTS_KEPT_DAYS = 30
    services.keep([an_event(MIDNIGHT - timedelta(days=30)), an_event(MIDNIGHT - timedelta(days=31))])
    assert services.keep_partitions() == [date(2026, 10, 23)]
    assert Event.objects.count() == 1
    assert services.keep_partitions() == []


def test_a_day_that_is_gone_from_a_database_put_back_is_made_again_at_the_next_try(
    time_machine, django_capture_on_commit_callbacks
):
    time_machine.move_to(MIDNIGHT, tick=False)
    with django_capture_on_commit_callbacks(execute=True):
        partitions.make([date(2026, 11, 23)])
    partitions.drop_before(date(2026, 11, 24))
    with pytest.raises(IntegrityError):
        services.keep([an_event(MIDNIGHT)])
    services.keep([an_event(MIDNIGHT)])
    assert Event.objects.count() == 1


def test_one_day_is_read_from_one_partition():
    services.keep([an_event(MINUTE_BEFORE_MIDNIGHT), an_event(MIDNIGHT)])
    plan = queries.events_of(date(2026, 11, 23)).explain()
    assert "capture_event_20261123" in plan
    assert "capture_event_20261122" not in plan
