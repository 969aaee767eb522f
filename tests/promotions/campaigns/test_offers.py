"""The page of offers, as shoppers see it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from kernel import clock
from kernel.thresholds import set_values
from promotions.models import ConditionalOffer, Promotion, Range
from promotions.scopes.services import Scope, range_for
from tests.orders.factories import a_stock
from tests.promotions.test_queries import a_promotion, a_range, an_offer

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)  # noon in the store


def page(client, address="/offers/"):
    return " ".join(client.get(address).content.decode().split())


@time_machine.travel(NOON, tick=False)
def test_what_runs_is_told_with_its_steps_and_its_last_moment_in_store_time(client):
    midnight = clock.day_end(clock.store_day(NOON))
    a_promotion((300, "Absolute", 30), (500, "Absolute", 80), name_en="Winter at home", ends_at=midnight)
    said = page(client)
    assert "Winter at home" in said and "Running now" in said
    assert said.index("¥30 off ¥300") < said.index("¥80 off ¥500")
    assert "12 hours left" in said and "23:59" in said


@time_machine.travel(NOON, tick=False)
def test_a_member_day_is_counted_down_to_and_says_for_whom(client):
    a_promotion((200, "Percentage", 10), name_en="Member day", audience="members", least_level=2, month_days=[8])
    said = page(client)
    assert "Coming" in said and "Running now" not in said
    assert "in 15 days" in said and "day 8 of each month" in said and "members from" in said
    with time_machine.travel(datetime(2026, 12, 8, 4, tzinfo=UTC), tick=False):
        said = page(client)
        assert "Running now" in said and "12 hours left" in said


def test_gifts_first_orders_weekdays_and_limits_are_said(client):
    gift = a_stock(title="Small pot")
    giving = Promotion.objects.create(name_en="A pot", kind="gift", lane="order", status="running", gift=gift)
    an_offer(range_for_everything(), need=("Count", 1), gain=("Gift", 0), promotion=giving)
    a_promotion((0, "Absolute", 10), name_en="Welcome", audience="first order", most_uses_each=1, combines=True)
    a_promotion((0, "Percentage", 5), name_en="Midweek", weekdays=[3], budget=100)
    said = page(client)
    for words in ("a gift: Small pot", "first orders", "1 time for each, adds up with others"):
        assert words in said
    assert "every Wednesday" in said and "as long as there is some left" in said


def test_an_offer_of_oscar_s_own_is_told_too(client):
    an_offer(a_range(includes_all_products=True), need=("Value", 0), gain=("Percentage", 10))
    assert "10% off" in page(client)


def test_what_is_over_used_up_stopped_far_ahead_or_a_draft_is_not_told(client):
    now = clock.now()
    for n, fields in enumerate(
        [
            {"ends_at": now - timedelta(minutes=1)},
            {"most_uses": 1, "used": 1},
            {"status": "stopped"},
            {"status": "draft"},
            {"starts_at": now + timedelta(days=90)},
        ]
    ):
        a_promotion((0, "Absolute", 10), name_en=f"Silent {n}", **fields)
    said = page(client)
    assert "Silent" not in said and "No offer at the moment" in said


def test_the_order_of_discounts_is_published_also_in_chinese_and_linked_from_home_foot_and_basket(client):
    assert "at most 80% off the goods" in page(client) and "at most 30% of the goods" in page(client)
    set_values({"promotions.most_percent": 50, "points.most_percent": 20})
    assert "at most 50% off the goods" in page(client) and "at most 20% of the goods" in page(client)
    assert "各种优惠如何计算" in page(client, "/zh-hans/offers/")
    assert 'href="/offers/"' in page(client, "/")


def test_the_page_costs_no_more_with_many_offers(client, django_assert_max_num_queries):
    page(client)
    for n in range(20):
        a_promotion((100 + n, "Absolute", 10), least_level=n % 5, month_days=[n + 1])
    with django_assert_max_num_queries(12):
        page(client)
    assert ConditionalOffer.objects.count() == 20


def range_for_everything():
    return Range.objects.get(pk=range_for(Scope()))
