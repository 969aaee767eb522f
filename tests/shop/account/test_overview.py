from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from kernel import clock
from membership.points import services as points
from membership.tiers.services import record_spend, review_levels
from tests.membership.staff.factories import a_shopper
from tests.orders.factories import a_stock, an_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return a_shopper(first_name="林薇")


@pytest.fixture
def browser(member):
    browser = Client()
    browser.force_login(member)
    return browser


def text(response):
    return " ".join(response.content.decode().split())


def test_a_gold_member_sees_the_level_the_way_on_and_the_points(browser, member):
    record_spend(user_id=member.pk, key="order:1", net=Decimal("11640"), at=clock.now())
    points.earn(user_id=member.pk, points=3_428, key="order:1", reason="order")
    points.earn(user_id=member.pk, points=1_098, key="order:2", reason="order", is_pending=True)
    page = text(browser.get("/account/"))
    for words in ("Gold member", "¥18,360.00", "more to Luxury", "3,428", "worth ¥34.28", "1,098", "Priority dispatch"):
        assert words in page
    assert "Tailored service (Luxury)" in page
    assert "Spending reached the level" in page


def test_the_head_of_every_page_says_level_and_points(browser, member):
    points.earn(user_id=member.pk, points=3_428, key="order:1", reason="order")
    page = text(browser.get("/"))
    assert "head-member" in page
    assert "3,428 points" in page


def test_a_guest_has_neither(client):
    assert "head-member" not in text(client.get("/"))


def test_a_new_member_sees_the_first_steps_in_chinese(browser):
    page = text(browser.get("/zh-hans/account/"))
    for words in ("会员等级：新会员", "再消费", "升为铜牌", "每月优惠券（铜牌）"):
        assert words in page


def test_who_fell_short_is_told_how_much_keeps_the_level(browser, member, time_machine):
    record_spend(user_id=member.pk, key="order:1", net=Decimal("600"), at=clock.now())
    time_machine.move_to(clock.now() + timedelta(days=367))
    review_levels()
    browser.force_login(member)
    assert "Spend ¥500.00 more by" in text(browser.get("/account/"))


def test_the_overview_costs_the_same_however_much_was_bought(browser, member, django_assert_max_num_queries):
    for number in range(8):
        an_order(a_stock(), user=member)
        points.earn(user_id=member.pk, points=10, key=f"order:{number}", reason="order")
    browser.get("/account/")
    with django_assert_max_num_queries(15):
        browser.get("/account/")
