"""The claim centre and the wallet, as shoppers see them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from kernel import clock
from promotions.coupons import services
from promotions.coupons.models import WalletCoupon
from promotions.scopes.services import Scope, range_for
from tests.catalogue.factories import a_product
from tests.membership.staff.factories import a_shopper
from tests.promotions.coupons.factories import a_coupon, use

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def member(client):
    member = a_shopper()
    client.force_login(member)
    return member


def page(client, address="/coupons/"):
    return client.get(address).content.decode()


def standings(said):
    return [part.split('"')[0] for part in said.split('data-standing="')[1:]]


def test_a_coupon_is_claimed_with_one_tap(client, member):
    coupon = a_coupon()
    answer = client.post(f"/coupons/{coupon.pk}/claims/", follow=True)
    assert "It is in your wallet" in answer.content.decode()
    assert standings(answer.content.decode()) == ["claimed"]
    assert WalletCoupon.objects.get().user == member


def test_with_htmx_only_the_ticket_changes(client, member):
    coupon = a_coupon()
    answer = client.post(f"/coupons/{coupon.pk}/claims/", headers={"HX-Request": "true"}).content.decode()
    assert answer.startswith("<li") and standings(answer) == ["claimed"] and "data-toast" in answer
    assert "<html" not in answer


def test_a_coupon_for_points_says_its_price_and_what_is_missing(client, member):
    coupon = a_coupon(points=1200)
    assert "1,200 points" in page(client)
    answer = client.post(f"/coupons/{coupon.pk}/claims/")
    assert (answer.status_code, WalletCoupon.objects.count()) == (409, 0)
    assert "You have 0 points, and this coupon costs more. Nothing was spent." in answer.content.decode()


def test_every_standing_is_told(client, member):
    now = clock.now()
    a_coupon()
    a_coupon(starts_at=now + DAY)
    services.claim(user=member, coupon_id=a_coupon().pk)
    a_coupon(total=0)
    a_coupon(starts_at=now - 2 * DAY, ends_at=now - DAY)
    services.stop_coupon(coupon=a_coupon())
    assert standings(page(client)) == ["claimable", "not yet", "claimed", "used up", "over"]
    client.logout()
    assert standings(page(client))[0] == "needs login"


def test_a_guest_is_sent_to_log_in_and_back_to_the_coupons(client):
    answer = client.post(f"/coupons/{a_coupon().pk}/claims/")
    assert answer.status_code == 302 and "/account/login/?next=/coupons/" in answer["Location"]


@pytest.mark.parametrize("pk", [999_999, 10**18])
def test_a_coupon_that_is_not_there_is_refused_in_words(client, member, pk):
    answer = client.post(f"/coupons/{pk}/claims/")
    assert answer.status_code == 409 and "cannot be claimed" in answer.content.decode()


def test_claiming_is_no_get(client, member):
    assert client.get(f"/coupons/{a_coupon().pk}/claims/").status_code == 405


def test_the_wallet_says_what_is_usable_used_and_expired(client, member):
    coupons = [a_coupon() for _ in range(3)]
    for coupon in coupons:
        services.claim(user=member, coupon_id=coupon.pk)
    order = use(coupons[1], user=member)
    WalletCoupon.objects.filter(coupon=coupons[2]).update(valid_until=clock.now() - DAY)
    said = page(client, "/account/coupons/")
    assert standings(said) == ["usable", "used", "expired"]
    assert f"Used for order {order.number}" in said


def test_the_wallet_is_the_members_own(client, member):
    services.claim(user=a_shopper(), coupon_id=a_coupon().pk)
    assert standings(page(client, "/account/coupons/")) == []


def test_in_chinese_a_coupon_is_said_as_the_chinese_say_it(client, member):
    a_coupon(value=Decimal(60), minimum=Decimal(800))
    a_coupon(gain="Percentage", value=Decimal(15), minimum=Decimal(0))
    said = page(client, "/zh-hans/coupons/")
    assert "满800减60" in said and "8.5折" in said


def test_the_pages_cost_the_same_for_one_coupon_and_for_thirty(client, member, django_assert_max_num_queries):
    for _ in range(30):
        services.claim(user=member, coupon_id=a_coupon().pk)
    for address in ("/coupons/", "/account/coupons/"):
        page(client, address)
        with django_assert_max_num_queries(16):
            page(client, address)


def test_a_product_page_names_the_coupons_that_are_good_for_it(client):
    lamp, stool = a_product("Lamp"), a_product("Stool")
    a_coupon(value=Decimal(60), minimum=Decimal(800), range_id=range_for(Scope(products=frozenset([lamp.pk]))))
    a_coupon(value=Decimal(15), total=0)
    assert "¥60 off ¥800, claim" in page(client, lamp.get_absolute_url())
    assert "claim" not in page(client, stool.get_absolute_url())
