from datetime import date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from kernel import clock
from kernel.models import AuditEntry
from kernel.thresholds import set_values
from membership.messages.models import Message
from membership.points import queries, services
from membership.points.models import Entry, Lot, Purse
from membership.points.services import NotEnoughPoints, NotPoints
from tests.membership.staff.factories import a_member_of_staff, a_shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return a_shopper()


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to(datetime(2026, 11, 10, 4, tzinfo=clock.store_time_zone()), tick=False)


def earn(member, points, key="order:1", **how):
    services.earn(user_id=member.pk, points=points, key=key, reason="order", **how)


def spend(member, points, key="spend:1", **how):
    services.spend(user_id=member.pk, points=points, key=key, **how)


def available(member):
    return queries.balance_of(member.pk).available


def test_earned_points_wait_until_they_are_settled(member):
    earn(member, 300, is_pending=True)
    assert queries.balance_of(member.pk) == queries.Balance(pending=300)
    with pytest.raises(NotEnoughPoints):
        spend(member, 1)
    services.settle(key="order:1")
    services.settle(key="order:1")
    assert queries.balance_of(member.pk) == queries.Balance(300, 0, 300, date(2027, 11, 30))


def test_the_same_cause_earns_once(member):
    earn(member, 300)
    earn(member, 300)
    assert available(member) == 300
    assert Entry.objects.count() == 1


def test_the_oldest_points_are_spent_first_and_go_back_to_their_lots(member, time_machine):
    earn(member, 100, key="order:old")
    time_machine.move_to(datetime(2027, 1, 5, tzinfo=clock.store_time_zone()))
    earn(member, 100, key="order:new")
    spend(member, 130)
    assert [lot.remaining for lot in Lot.objects.order_by("earned_at")] == [0, 70]
    assert services.give_back(spend_key="spend:1", points=50, key="return:1") == 50
    assert services.give_back(spend_key="spend:1", points=50, key="return:1") == 0
    assert [lot.remaining for lot in Lot.objects.order_by("earned_at")] == [20, 100]
    assert services.give_back(spend_key="spend:1", points=500, key="return:2") == 80
    assert [lot.remaining for lot in Lot.objects.order_by("earned_at")] == [100, 100]


def test_spending_more_than_there_is_is_refused_and_leaves_nothing_behind(member):
    earn(member, 99)
    with pytest.raises(NotEnoughPoints) as refusal:
        spend(member, 100)
    assert refusal.value.available == 99
    assert available(member) == 99
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("points", [0, -1, -(10**9)])
def test_less_than_one_point_cannot_be_spent(member, points):
    earn(member, 99)
    with pytest.raises(NotPoints):
        spend(member, points)
    assert available(member) == 99


def test_spending_twice_with_one_key_counts_once(member):
    earn(member, 100)
    spend(member, 60)
    spend(member, 60)
    assert available(member) == 40


def test_pending_points_are_taken_back_before_anyone_saw_them(member):
    earn(member, 300, is_pending=True)
    assert services.take_back(earn_key="order:1", points=100, key="return:1") == 100
    assert services.take_back(earn_key="order:1", points=100, key="return:1") == 0
    services.settle(key="order:1")
    assert available(member) == 200


def test_points_that_were_spent_and_are_taken_back_become_a_debt_that_later_ones_pay(member):
    earn(member, 300)
    spend(member, 250)
    assert services.take_back(earn_key="order:1", points=300, key="return:1") == 300
    assert (available(member), queries.debt_of(member.pk)) == (0, 250)
    earn(member, 200, key="order:2")
    assert (available(member), queries.debt_of(member.pk)) == (0, 50)
    earn(member, 80, key="order:3", is_pending=True)
    services.settle(key="order:3")
    assert (available(member), queries.debt_of(member.pk)) == (30, 0)


def test_no_more_is_taken_back_than_was_earned(member):
    earn(member, 100)
    earn(member, 500, key="order:2")
    assert services.take_back(earn_key="order:1", points=70, key="return:1") == 70
    assert services.take_back(earn_key="order:1", points=70, key="return:2") == 30
    assert available(member) == 500
    assert services.take_back(earn_key="order:unknown", points=70, key="return:3") == 0


def test_points_given_back_pay_a_debt_first(member):
    earn(member, 100)
    spend(member, 100)
    services.take_back(earn_key="order:1", points=100, key="return:1")
    services.give_back(spend_key="spend:1", points=100, key="cancel:1")
    assert (available(member), queries.debt_of(member.pk)) == (0, 0)


def test_an_order_that_lives_again_may_owe_the_points_it_was_placed_with(member):
    earn(member, 100)
    spend(member, 100)
    services.give_back(spend_key="spend:1", points=100, key="cancel:1")
    spend(member, 70, key="spend:2")
    spend(member, 100, key="again:1", about="spend:1", may_owe=True)
    assert queries.debt_of(member.pk) == 70
    assert services.give_back(spend_key="spend:1", points=100, key="refund:1") == 100
    assert (available(member), queries.debt_of(member.pk)) == (30, 0)


def test_points_expire_with_the_month_a_year_later(member, time_machine):
    earn(member, 100)
    spend(member, 30)
    time_machine.move_to(datetime(2027, 11, 30, 23, 59, tzinfo=clock.store_time_zone()))
    assert services.expire_lots() == 0
    assert available(member) == 70
    time_machine.move_to(datetime(2027, 12, 1, 0, 0, tzinfo=clock.store_time_zone()))
    assert available(member) == 0
    with pytest.raises(NotEnoughPoints):
        spend(member, 1, key="spend:2")
    assert services.expire_lots() == 1
    assert services.expire_lots() == 0
    assert queries.history_of(member)[0].points == 70
    assert Purse.objects.get(user=member).balance == 0


def test_points_last_as_long_as_was_said_when_they_came(member):
    earn(member, 100)
    set_values({"points.months": 1})
    earn(member, 50, key="order:2")
    assert queries.balance_of(member.pk).expiries == ((date(2026, 12, 31), 50), (date(2027, 11, 30), 100))


def test_points_given_back_after_their_day_last_another_month(member, time_machine):
    earn(member, 100)
    spend(member, 40)
    time_machine.move_to(datetime(2027, 12, 5, tzinfo=clock.store_time_zone()))
    services.give_back(spend_key="spend:1", points=40, key="return:1")
    assert queries.balance_of(member.pk) == queries.Balance(40, 0, 40, date(2028, 1, 4))
    time_machine.move_to(datetime(2028, 1, 5, tzinfo=clock.store_time_zone()))
    assert services.expire_lots() == 1


def test_what_expired_is_not_taken_back_as_well(member, time_machine):
    earn(member, 100)
    spend(member, 40)
    time_machine.move_to(datetime(2027, 12, 5, tzinfo=clock.store_time_zone()))
    services.expire_lots()
    assert services.take_back(earn_key="order:1", points=100, key="return:1") == 40


def test_many_members_expire_in_batches_and_a_stopped_run_goes_on(time_machine):
    members = [a_shopper() for _ in range(7)]
    for member in members:
        earn(member, 10, key=f"order:{member.pk}")
    time_machine.move_to(datetime(2027, 12, 1, tzinfo=clock.store_time_zone()))
    earn(members[0], 5, key="order:new")
    assert services.expire_lots(batch=2) == 7
    assert [available(member) for member in members] == [5, 0, 0, 0, 0, 0, 0]
    assert queries.imbalances() == []


def test_a_member_is_told_a_month_before_and_once(member, time_machine):
    earn(member, 100)
    time_machine.move_to(datetime(2027, 10, 30, tzinfo=clock.store_time_zone()))
    assert services.remind_of_expiry() == 0
    time_machine.move_to(datetime(2027, 11, 1, tzinfo=clock.store_time_zone()))
    assert services.remind_of_expiry() == 1
    assert services.remind_of_expiry() == 0
    letter = Message.objects.get()
    assert "100" in letter.subject
    assert "30 Nov" in letter.text


def test_staff_adjust_with_a_reason_that_is_kept(member):
    support = a_member_of_staff("support")
    services.adjust(user=member, points=500, reason="Late parcel", by=support, key="form-1")
    services.adjust(user=member, points=500, reason="Late parcel", by=support, key="form-1")
    services.adjust(user=member, points=-200, reason="Typed too much", by=support)
    assert available(member) == 300
    entry = queries.history_of(member)[0]
    assert (entry.reason, entry.by) == ("Typed too much", support.email)
    written = AuditEntry.objects.filter(action="points.adjusted").order_by("number")
    assert [each.after["points"] for each in written] == [500, -200]


def test_staff_take_no_more_than_there_is_and_nothing_without_a_reason(member):
    support = a_member_of_staff("support")
    earn(member, 10)
    with pytest.raises(NotEnoughPoints):
        services.adjust(user=member, points=-11, reason="Fraud", by=support)
    with pytest.raises(services.ReasonMissing):
        services.adjust(user=member, points=5, reason="  ", by=support)
    with pytest.raises(NotPoints):
        services.adjust(user=member, points=0, reason="Nothing", by=support)
    assert available(member) == 10
    assert not AuditEntry.objects.filter(action="points.adjusted").exists()


def test_the_database_refuses_points_from_nowhere(member):
    earn(member, 10)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lot.objects.update(remaining=9)
        connection.check_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        Purse.objects.update(balance=11)
        connection.check_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.update(points=11)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.all().delete()


def test_a_balance_is_one_query_and_a_guest_has_none(member, django_assert_num_queries):
    for month in range(5):
        earn(member, 10, key=f"order:{month}")
    with django_assert_num_queries(1):
        assert available(member) == 50
    with django_assert_num_queries(0):
        assert queries.balance_of(None) == queries.Balance()
