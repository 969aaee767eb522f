"""Points buy coupons and goods; a good is a coupon that makes one piece of it free."""

from decimal import Decimal
from uuid import uuid4

import pytest

from membership.points import services as points
from membership.points.queries import balance_of
from orders.basket import services as basket
from orders.basket.queries import Shopper, contents_of, open_basket_of
from promotions.coupons import services
from promotions.coupons.models import WalletCoupon
from promotions.rules import Gain
from promotions.scopes.queries import Scope
from promotions.scopes.services import range_for
from tests.membership.points.factories import a_shopper_with_points
from tests.membership.staff.factories import a_shopper
from tests.orders.factories import a_stock
from tests.promotions.coupons.factories import a_coupon

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return a_shopper_with_points()


@pytest.fixture
def browser(client, member):
    client.force_login(member)
    return client


@pytest.fixture
def lamp():
    return a_stock(price="88.00", title="Paper lamp")


def a_good(stock, **changes):
    """One piece for 3,000 points, ten of them."""
    goods = range_for(Scope(products=frozenset([stock.product_id])))
    terms = {"gain": Gain.PERCENTAGE, "value": Decimal(100), "minimum": Decimal(0), "pieces": 1, "range_id": goods}
    return a_coupon(**{**terms, "points": 3_000, "total": 10, "validity": "days", "days_valid": 30, **changes})


def exchange(browser, good, key=None):
    return browser.post(f"/points-mall/{good.pk}/exchanges/", {"key": key or uuid4()}, follow=True)


def left(member):
    return balance_of(member.pk).available


def test_the_mall_shows_goods_and_coupons_with_their_price_in_points(browser, lamp):
    a_good(lamp)
    a_coupon(points=1_500)
    a_coupon(names={"en": "For nothing", "zh-hans": "白送"})
    page = browser.get("/points-mall/").text
    assert (
        "Paper lamp" in page and "3,000 points" in page and "1,500 points" in page and "You have 5,000 points" in page
    )
    assert "For nothing" not in page and "More than you have" not in page
    assert "Paper lamp" not in browser.get("/coupons/").text


def test_a_good_is_exchanged_once_for_each_form(browser, member, lamp):
    good, key = a_good(lamp), uuid4()
    assert "Free" in exchange(browser, good, key).text
    exchange(browser, good, key)
    assert (WalletCoupon.objects.count(), left(member)) == (1, 2_000)
    good.refresh_from_db()
    assert good.taken == 1


def test_who_has_too_few_points_is_told_before_and_spends_none(browser, member, lamp):
    good = a_good(lamp, points=6_000)
    assert "More than you have" in browser.get("/points-mall/").text
    assert "积分不足" in browser.get("/zh-hans/points-mall/").text
    answer = exchange(browser, good)
    assert answer.status_code == 409 and "You have 5,000 points" in answer.text
    good.refresh_from_db()
    assert (left(member), good.taken, WalletCoupon.objects.count()) == (5_000, 0, 0)


def test_when_all_are_gone_nobody_pays_for_none(browser, member, lamp):
    good = a_good(lamp, total=1)
    services.claim(user=a_rich_member(), coupon_id=good.pk)
    assert exchange(browser, good).status_code == 409
    assert left(member) == 5_000
    assert "All claimed" in browser.get("/points-mall/").text


def test_each_has_no_more_than_the_merchant_says(browser, member, lamp):
    good = a_good(lamp, points=1_000, per_person=2)
    for _ in range(3):
        exchange(browser, good)
    assert (WalletCoupon.objects.count(), left(member)) == (2, 3_000)


def a_rich_member():
    other = a_shopper()
    points.earn(user_id=other.pk, points=5_000, key=f"gift:{other.pk}", reason="sign-up")
    return other


def total_of(shopper):
    return contents_of(open_basket_of(shopper)).quote.total


def test_one_piece_costs_nothing_in_the_basket_and_the_others_their_price(member, lamp):
    good = a_good(lamp)
    services.claim(user=member, coupon_id=good.pk)
    shopper = Shopper(member.pk, "")
    basket.add(shopper=shopper, stock=lamp, quantity=1)
    basket.use_coupon(shopper=shopper, coupon_id=good.pk)
    assert total_of(shopper) == 0
    basket.add(shopper=shopper, stock=lamp, quantity=2)
    assert total_of(shopper) == Decimal("176.00")


def test_strangers_log_in_first_and_a_wrong_key_does_nothing(client, browser, member, lamp):
    good = a_good(lamp)
    browser.post(f"/points-mall/{good.pk}/exchanges/", {"key": "x"})
    assert left(member) == 5_000
    client.logout()
    assert "/account/login/" in client.post(f"/points-mall/{good.pk}/exchanges/", {"key": uuid4()})["Location"]
    assert "Log in to exchange" in client.get("/points-mall/").text


def test_the_mall_speaks_chinese_and_says_when_it_is_empty(browser):
    assert "积分商城" in browser.get("/zh-hans/points-mall/").text
    assert "Nothing to exchange at the moment" in browser.get("/points-mall/").text


def test_the_mall_costs_the_same_however_full(browser, lamp, django_assert_max_num_queries):
    for _ in range(4):
        a_good(a_stock())
        a_coupon(points=10)
    browser.get("/points-mall/")
    with django_assert_max_num_queries(18):
        browser.get("/points-mall/")
