from dataclasses import dataclass

import pytest
from django.db import OperationalError, transaction
from psycopg2.errors import DeadlockDetected

from kernel import clock, events, outbox
from kernel.events import announce, listen
from kernel.models import OutboxMessage, Receipt

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Rang:
    times: int
    version: int = 1


@pytest.fixture
def heard(monkeypatch):
    """A listener of our own for the length of one test."""
    monkeypatch.setattr(events, "_listeners", events.defaultdict(dict))
    facts = []

    def hear(fact):
        facts.append(fact)

    listen(Rang)(hear)
    return facts


def test_news_of_a_change_that_was_rolled_back_is_never_heard(heard):
    with pytest.raises(RuntimeError), transaction.atomic():
        announce(Rang(1))
        raise RuntimeError
    outbox.deliver_due()
    assert heard == []


def test_news_is_heard_after_the_commit_in_the_order_it_was_told(heard):
    with transaction.atomic():
        announce(Rang(1))
        announce(Rang(2))
        assert heard == []
    assert outbox.deliver_due() == 2
    assert heard == [Rang(1), Rang(2)]
    assert outbox.deliver_due() == 0


def test_a_listener_that_fails_is_asked_again_and_leaves_nothing_half_done(heard, time_machine):
    failures = iter([True, False])

    def hear_the_second_time(fact):
        Receipt.objects.create(source="bell", external_id=str(fact.times), received_at=clock.now())
        if next(failures):
            raise RuntimeError("busy")

    listen(Rang)(hear_the_second_time)
    time_machine.move_to(clock.now())
    announce(Rang(1))
    outbox.deliver_due()
    assert not Receipt.objects.exists()
    time_machine.shift(60)
    outbox.deliver_due()
    assert Receipt.objects.count() == 1
    assert heard == [Rang(1)]


def test_what_was_heard_is_kept_before_the_news_after_a_failure_is_tried(heard):
    kept = []

    def stumble_over_the_second(fact):
        if fact.times == 2:
            raise RuntimeError("busy")
        kept.append(OutboxMessage.objects.exclude(heard_at=None).count())

    listen(Rang)(stumble_over_the_second)
    for times in (1, 2, 3):
        announce(Rang(times))
    assert outbox.deliver_due() == 5
    assert (kept, [fact.times for fact in heard]) == ([0, 3], [1, 2, 3])


@pytest.mark.parametrize(
    ("cause", "said"), [(DeadlockDetected(), ("INFO", "outbox.gave_way")), (None, ("ERROR", "outbox.failed"))]
)
def test_a_batch_that_gives_way_to_another_is_no_error_in_the_log(heard, caplog, time_machine, cause, said):
    tries = iter([True, False])

    def hear_the_second_time(fact):
        if next(tries):
            raise OperationalError("waited") from cause

    listen(Rang)(hear_the_second_time)
    caplog.set_level("INFO", "kernel.outbox")
    time_machine.move_to(clock.now(), tick=False)
    announce(Rang(1))
    assert outbox.deliver_due() == 1
    assert [(record.levelname, record.message) for record in caplog.records if record.name == "kernel.outbox"] == [said]
    time_machine.shift(2)
    assert outbox.deliver_due() == 1


def test_a_poisonous_fact_ends_in_the_dead_letters_and_can_be_revived(heard, time_machine):
    def never(fact):
        raise RuntimeError("no")

    listen(Rang)(never)
    time_machine.move_to(clock.now())
    announce(Rang(1))
    for _ in range(outbox.ATTEMPTS + 2):
        outbox.deliver_due()
        time_machine.shift(1000)
    (letter,) = outbox.dead_letters()
    assert (letter.attempts, letter.last_error) == (outbox.ATTEMPTS, "RuntimeError: no")
    outbox.revive(letter)
    assert [message.pk for message in outbox.due()] == [letter.pk]


def test_news_for_a_listener_that_is_gone_is_let_go(heard):
    announce(Rang(1))
    OutboxMessage.objects.update(listener="a.room.that.moved")
    assert outbox.deliver_due() == 1
    assert heard == []
