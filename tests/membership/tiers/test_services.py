from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from kernel import clock, outbox
from kernel.models import AuditEntry
from membership.messages.models import Message
from membership.tiers import queries, services
from membership.tiers.models import LevelChange, Purchase, Rank
from tests.membership.staff.factories import a_member_of_staff, a_shopper

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 10, 4, tzinfo=clock.store_time_zone())


@pytest.fixture
def member():
    return a_shopper(language="zh-hans")


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to(NOW, tick=False)


def spends(member, net, key="order:1", at=NOW):
    services.record_spend(user_id=member.pk, key=key, net=Decimal(net), at=at)


def level(member):
    return queries.level_of(member.pk)


def test_guests_have_no_level_and_members_begin_with_the_first(member, django_assert_num_queries):
    assert queries.level_of(None) == 0
    with django_assert_num_queries(1):
        assert level(member) == 1


def test_spending_lifts_at_once_and_is_told_in_the_members_language(member):
    spends(member, "499.99")
    assert level(member) == 1
    spends(member, "1500.01", key="order:2")
    assert level(member) == 3
    change = LevelChange.objects.get()
    assert (change.before, change.after, change.reason) == (1, 3, "spending")
    outbox.deliver_due()
    letter = Message.objects.get()
    assert letter.subject == "您已成为银牌会员"
    assert "优先发货" in letter.text


def test_the_same_purchase_counts_once(member):
    spends(member, "400")
    spends(member, "400")
    assert Purchase.objects.get().net == 400
    assert level(member) == 1


def test_what_was_spent_more_than_a_year_ago_no_longer_counts(member):
    spends(member, "7000", at=NOW - timedelta(days=366))
    spends(member, "600", key="order:2")
    assert level(member) == 2
    assert queries.standing_of(member).net_spend == 600


def test_a_return_takes_the_lift_of_its_purchase_along(member):
    spends(member, "600")
    spends(member, "8000", key="order:2")
    spends(member, "0", key="order:2")
    assert level(member) == 2
    assert [change.reason for change in queries.changes_of(member)] == ["return", "spending", "spending"]


def test_a_small_return_takes_nothing(member):
    spends(member, "8500")
    spends(member, "8100")
    assert level(member) == 4


def test_a_return_of_something_older_than_the_level_waits_for_the_review(member, time_machine):
    spends(member, "600")
    time_machine.move_to(NOW + timedelta(days=20), tick=False)
    services.set_level(user=member, level=4, reason="Founder", by=a_member_of_staff("support"))
    spends(member, "0")
    assert level(member) == 4


def test_the_way_to_the_next_level_is_one_query(member, django_assert_num_queries):
    spends(member, "11640")
    with django_assert_num_queries(1):
        standing = queries.standing_of(member)
    assert (standing.level, standing.name, standing.missing) == (4, "Gold", Decimal("18360"))
    assert standing.next_level.name == "Luxury"
    assert standing.percent_to_next == 16
    assert standing.review_on == NOW.date().replace(year=2027)


def test_perks_add_up_from_level_to_level(member):
    assert queries.standing_of(member).perks == ["Sign-up points", "First-order offer", "Personal support"]
    spends(member, "30000")
    standing = queries.standing_of(member)
    assert len(standing.perks) == 11
    assert (standing.next_level, standing.missing, standing.percent_to_next) == (None, 0, 100)


def test_a_year_later_the_level_is_looked_at_warned_about_and_lowered(member, time_machine):
    spends(member, "8000")
    time_machine.move_to(NOW + timedelta(days=364), tick=False)
    assert services.review_levels() == 0
    time_machine.move_to(NOW + timedelta(days=367), tick=False)
    assert services.review_levels() == 1
    assert services.review_levels() == 0
    assert (level(member), queries.standing_of(member).in_grace) == (4, True)
    outbox.deliver_due()
    warning = Message.objects.get(kind="level-at-risk")
    assert "8,000.00" in warning.subject
    time_machine.move_to(NOW + timedelta(days=398), tick=False)
    assert services.review_levels() == 1
    assert level(member) == 1
    assert queries.changes_of(member)[0].reason == "review"
    outbox.deliver_due()
    assert Message.objects.filter(kind="level-down").count() == 1


def test_who_catches_up_within_the_grace_keeps_the_level(member, time_machine):
    spends(member, "2500")
    time_machine.move_to(NOW + timedelta(days=367), tick=False)
    services.review_levels()
    spends(member, "2100", key="order:2", at=clock.now())
    time_machine.move_to(NOW + timedelta(days=398), tick=False)
    services.review_levels()
    assert level(member) == 3
    assert queries.standing_of(member).review_on > clock.today() + timedelta(days=300)


def test_many_levels_are_reviewed_in_batches(time_machine):
    members = [a_shopper() for _ in range(7)]
    for number, member in enumerate(members):
        spends(member, "500", key=f"order:{number}")
    time_machine.move_to(NOW + timedelta(days=367), tick=False)
    spends(members[3], "2000", key="order:new", at=clock.now())
    Rank.objects.filter(user=members[3]).update(review_on=clock.today())
    assert services.review_levels(batch=2) == 7
    assert Rank.objects.filter(in_grace=True).count() == 6


def test_staff_set_a_level_with_a_reason_that_is_kept(member):
    support = a_member_of_staff("support")
    services.set_level(user=member, level=5, reason="Press", by=support)
    services.set_level(user=member, level=5, reason="Press", by=support)
    change = queries.changes_of(member).get()
    assert (change.before, change.after, change.note, change.by) == (1, 5, "Press", support.email)
    assert AuditEntry.objects.get(action="level.set").after == {"level": 5, "reason": "Press"}


@pytest.mark.parametrize(
    ("level_wanted", "reason", "refusal"),
    [(6, "Press", services.NoSuchLevel), (0, "Press", services.NoSuchLevel), (3, " ", services.ReasonMissing)],
)
def test_a_level_that_is_not_there_or_without_a_reason_is_refused(member, level_wanted, reason, refusal):
    with pytest.raises(refusal):
        services.set_level(user=member, level=level_wanted, reason=reason, by=a_member_of_staff("support"))
    assert level(member) == 1


def test_levels_are_edited_only_in_order(member):
    levels = queries.levels()
    levels[1].threshold = Decimal(2000)
    with pytest.raises(services.LevelsOutOfOrder):
        services.set_levels(levels=levels)
    levels[1].threshold, levels[1].name_en = Decimal(300), "Copper"
    services.set_levels(levels=levels)
    assert queries.levels()[1].name == "Copper"
    assert AuditEntry.objects.get(action="levels.edited").after["2"][:2] == ["300", "Copper"]
    spends(member, "300")
    assert level(member) == 2
