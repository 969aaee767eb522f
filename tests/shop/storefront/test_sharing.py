"""Members share products by links of their own; the first few of a day earn points."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.thresholds import set_values
from membership.points.queries import balance_of, history_of
from membership.rewards.models import Share
from tests.catalogue.factories import a_product
from tests.membership.staff.factories import a_shopper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_day(time_machine):
    """The first few of a day are counted, so no day ends while a test counts."""
    time_machine.move_to(clock.now(), tick=False)


@pytest.fixture
def lin():
    return a_shopper()


@pytest.fixture
def browser(client, lin):
    client.force_login(lin)
    return client


def share(browser, product):
    return browser.post(f"/products/{product.pk}/share/", follow=True).text


def held(member):
    return balance_of(member.pk).available


def test_three_products_a_day_earn_five_points_each(browser, lin):
    for _ in range(3):
        assert "5 points are yours" in share(browser, a_product())
    assert "have earned all the points they can" in share(browser, a_product())
    assert (held(lin), Share.objects.count()) == (15, 4)
    assert history_of(lin).first().reason == "share"


def test_a_product_counts_once_a_day_and_again_tomorrow(browser, lin, time_machine):
    product = a_product()
    share(browser, product)
    share(browser, product)
    assert (held(lin), Share.objects.count()) == (5, 1)
    time_machine.shift(timedelta(days=1))
    share(browser, product)
    assert held(lin) == 10


def test_the_link_leads_to_the_product_and_counts_who_comes(browser, client):
    product = a_product()
    page = share(browser, product)
    code = Share.objects.get().code
    assert f"/s/{code}/" in page
    assert client.get(f"/s/{code}/")["Location"] == product.get_absolute_url()
    assert "1 visit by your link" in browser.get(f"/products/{product.pk}/share/").text
    assert client.get("/s/nothing/").status_code == 404


def test_looking_at_the_page_is_no_sharing(browser, lin):
    product = a_product()
    assert "Make my link" in browser.get(f"/products/{product.pk}/share/").text
    assert not Share.objects.exists()
    assert f"/products/{product.pk}/share/" in browser.get(product.get_absolute_url()).text


def test_strangers_log_in_first(client):
    assert "/account/login/" in client.post(f"/products/{a_product().pk}/share/")["Location"]
    assert not Share.objects.exists()


def test_what_a_share_earns_is_the_merchants_to_say(browser, lin):
    set_values({"points.share": 8, "points.shares_a_day": 1})
    share(browser, a_product())
    share(browser, a_product())
    assert held(lin) == 8
    assert "分享" in browser.get(f"/zh-hans/products/{a_product().pk}/share/").text


def test_the_page_costs_few_queries(browser, django_assert_max_num_queries):
    product = a_product()
    share(browser, product)
    with django_assert_max_num_queries(10):
        browser.get(f"/products/{product.pk}/share/")
