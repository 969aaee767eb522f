"""A store in New York across the nights in which its clocks change: a day of 25 hours, and one of 23."""

from datetime import UTC, date, datetime, timedelta

import pytest

from analytics.kpis.queries import figures
from analytics.rollups import services as rollups
from analytics.rollups.models import HourNumbers
from kernel import clock
from kernel.outbox import deliver_due
from membership.rewards import services as rewards
from membership.rewards.models import Grant
from membership.tiers.services import record_spend
from orders.aftersales.models import Return, ReturnWindow
from orders.aftersales.services import open_window
from promotions.calendar.queries import Schedule, next_run, those_on
from promotions.coupons.policy import Validity
from promotions.coupons.services import claim
from promotions.models import Promotion
from shop.backoffice.pulse import pulse
from tests.analytics.factories import seen, sold
from tests.membership.staff.factories import a_member_of_staff, a_shopper
from tests.orders.aftersales.factories import a_delivered_order, a_request, approve
from tests.orders.factories import a_stock, an_order
from tests.promotions.coupons.factories import a_coupon
from tests.shop.backoffice.promotions.test_promotions import NEW, the_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("new_york")]

BACK, FORWARD = date(2026, 11, 1), date(2027, 3, 14)


def at(moment: str) -> datetime:
    """``2026-11-01T01:30-05:00``"""
    return datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("day", "moments", "hours"),
    [
        (BACK, ("00:00-04:00", "01:30-04:00", "01:30-05:00", "23:59-05:00"), {0: 1, 1: 2, 23: 1}),
        (FORWARD, ("00:00-05:00", "01:59-05:00", "03:00-04:00", "23:59-04:00"), {0: 1, 1: 1, 3: 1, 23: 1}),
    ],
)
def test_every_hour_of_the_day_is_in_its_numbers_and_none_of_the_next(time_machine, day, moments, hours):
    time_machine.move_to(clock.day_start(day + timedelta(days=2)), tick=False)
    for who, moment in enumerate([*(at(f"{day}T{moment}") for moment in moments), clock.day_end(day)]):
        sold(moment, moment, who=who)
        seen(who, moment)
    rollups.roll_up_changed()
    counted = figures(day, day)
    assert [counted.value(key) for key in ("paid_orders", "orders", "visits", "page_views")] == [4, 4, 4, 4]
    assert counted.value("revenue") == 400
    assert dict(HourNumbers.objects.filter(day=day).values_list("hour", "paid_orders")) == hours
    assert figures(day + timedelta(days=1), day + timedelta(days=1)).value("paid_orders") == 1


def test_a_visit_in_the_hour_that_comes_twice_is_as_long_as_it_was(time_machine):
    time_machine.move_to(at("2026-11-02T12:00-05:00"), tick=False)
    seen(1, at("2026-11-01T01:50-04:00"), at("2026-11-01T01:10-05:00"))
    seen(2, at("2026-11-01T01:20-04:00"), at("2026-11-01T01:20-05:00"))
    rollups.roll_up_changed()
    counted = figures(BACK, BACK)
    assert (counted.value("visits"), counted.value("visitors")) == (3, 2), "an hour apart are two visits"
    assert counted.value("session_seconds") == 400


@pytest.mark.parametrize(
    ("arrived", "ends"),
    [
        ("2026-10-28T00:30-04:00", "2026-11-04T00:30-05:00"),
        ("2027-03-10T23:30-05:00", "2027-03-17T23:30-04:00"),
    ],
)
def test_seven_days_to_return_end_at_the_time_of_day_at_which_it_came(time_machine, arrived, ends):
    time_machine.move_to(at(arrived), tick=False)
    order = an_order(a_stock())
    open_window(order_id=order.pk, delivered_at=at(arrived))
    assert ReturnWindow.objects.get().ends_at == at(ends)


def test_what_is_approved_may_be_sent_until_the_same_time_of_day(time_machine):
    time_machine.move_to(at("2026-10-28T00:30-04:00"), tick=False)
    request = a_request(a_delivered_order(a_stock()))
    approve(request)
    assert Return.objects.get().send_by == at("2026-11-07T00:30-05:00")


@pytest.mark.parametrize(
    ("claimed", "until"),
    [("2026-10-31T23:30-04:00", "2026-11-02T00:00-05:00"), ("2027-03-13T23:30-05:00", "2027-03-15T00:00-04:00")],
)
def test_a_coupon_for_a_day_can_be_used_until_the_end_of_the_next_day(time_machine, claimed, until):
    time_machine.move_to(at(claimed), tick=False)
    coupon = a_coupon(validity=Validity.DAYS, days_valid=1)
    assert claim(user=a_shopper(), coupon_id=coupon.pk).valid_until == at(until)


@pytest.mark.parametrize(("day", "hours"), [(BACK, 25), (FORWARD, 23)])
def test_a_promotion_of_sundays_runs_the_whole_day(day, hours):
    sundays = Schedule(weekdays=frozenset([7]))
    begins, ends = next_run(sundays, clock.day_start(day) - timedelta(minutes=1))
    assert (begins, ends) == (clock.day_start(day), clock.day_end(day))
    instants = [begins.astimezone(UTC) + timedelta(hours=ahead) for ahead in range(-2, 28)]
    assert sum(those_on([(sundays, True)], instant) == [True] for instant in instants) == hours


@pytest.mark.parametrize("moment", ["2027-03-14T02:30", "2026-11-01T01:30"])
def test_a_start_that_no_clock_shows_or_one_shows_twice_is_asked_about(client, time_machine, moment):
    time_machine.move_to(at("2026-10-20T12:00-04:00"), tick=False)
    client.force_login(a_member_of_staff("owner"))
    page = client.post(NEW, the_form(starts_at=moment))
    assert page.status_code == 422 and "The clocks change in this hour" in page.text
    assert not Promotion.objects.exists()


def test_today_is_compared_with_the_same_hours_a_week_before():
    sold(at("2026-10-26T10:30-04:00"), at("2026-10-26T10:30-04:00"))
    sold(at("2026-10-26T09:30-04:00"), at("2026-10-26T09:30-04:00"))
    assert pulse(at("2026-11-02T10:00-05:00")).then.orders == 1


def test_the_monthly_coupon_is_given_once_though_the_first_has_25_hours(time_machine):
    time_machine.move_to(at("2026-10-20T12:00-04:00"), tick=False)
    record_spend(user_id=a_shopper().pk, key="1", net=500, at=clock.now())
    granted = []
    for moment in ("00:05-04:00", "01:05-04:00", "01:05-05:00", "06:05-05:00"):
        time_machine.move_to(at(f"{BACK}T{moment}"), tick=False)
        granted.append(rewards.grant_monthly_coupons())
    deliver_due()
    assert granted == [1, 0, 0, 0]
    assert Grant.objects.get().key.startswith("monthly:2026-11:")
