import pytest
from django.test import Client

from membership.points import services
from tests.membership.staff.factories import a_member_of_staff, a_shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return a_shopper()


@pytest.fixture
def browser(member):
    browser = Client()
    browser.force_login(member)
    return browser


def text(response):
    return " ".join(response.content.decode().split())


def a_life_with_points(member):
    services.earn(user_id=member.pk, points=3_500, key="order:1", reason="order", order_number="7Q4M-2KXD-91")
    services.earn(user_id=member.pk, points=120, key="order:2", reason="order", is_pending=True)
    services.spend(user_id=member.pk, points=500, key="spend:3", order_number="3FJP-9VAE-42")
    services.adjust(user=member, points=50, reason="Late parcel", by=a_member_of_staff("support"))


def test_a_member_reads_what_there_is_and_how_it_came_about(browser, member):
    a_life_with_points(member)
    page = text(browser.get("/account/points/"))
    for words in ("3,050", "worth ¥30.50", "120", "+3,500", "−500", "+50", "Late parcel", "7Q4M-2KXD-91"):
        assert words in page
    assert "Earned, on the way" in page


def test_a_part_of_the_history_is_a_tab(browser, member):
    a_life_with_points(member)
    page = text(browser.get("/account/points/?view=spent"))
    assert "−500" in page
    assert "+3,500" not in page


@pytest.mark.parametrize("address", ["?view=nonsense", "?page=9999", "?page=x", "?view='&page=-1"])
def test_an_address_that_means_nothing_shows_the_history(browser, member, address):
    a_life_with_points(member)
    assert "+3,500" in text(browser.get(f"/account/points/{address}"))


def test_a_new_member_reads_how_points_come(browser):
    page = text(browser.get("/account/points/"))
    assert "Paying for goods, reviews and shares earn points." in page
    assert "Each ¥1 paid for goods" in page


def test_a_debt_is_explained(browser, member):
    services.earn(user_id=member.pk, points=100, key="order:1", reason="order")
    services.spend(user_id=member.pk, points=80, key="spend:1")
    services.take_back(earn_key="order:1", points=100, key="taken:1")
    assert "80 points were taken back with a return" in text(browser.get("/account/points/"))


def test_the_page_speaks_chinese(browser, member):
    a_life_with_points(member)
    page = text(browser.get("/zh-hans/account/points/"))
    assert "我的账户" in page
    assert "可抵 ¥30.50" in page


def test_strangers_log_in_first(client):
    assert "/account/login/" in client.get("/account/points/")["Location"]


def test_the_history_costs_the_same_however_long_it_is(browser, member, django_assert_max_num_queries):
    for number in range(60):
        services.earn(user_id=member.pk, points=10, key=f"order:{number}", reason="order")
    browser.get("/account/points/")
    with django_assert_max_num_queries(11):
        browser.get("/account/points/")
