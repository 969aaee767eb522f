"""The best coupon of the wallet is proposed, used with one tap, and what was said is what is paid."""

from decimal import Decimal

import pytest

from orders.basket import services as baskets
from orders.basket.queries import Proposal, Shopper, contents_of, open_basket_of, proposal_for
from orders.models import Order
from promotions.coupons import services
from promotions.coupons.models import WalletCoupon
from tests.membership.staff.factories import a_shopper
from tests.orders.buying import Buyer, outcome
from tests.orders.factories import a_stock
from tests.promotions.coupons.factories import a_coupon, voucher_of
from tests.promotions.test_queries import an_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return a_shopper()


@pytest.fixture
def stock():
    return a_stock(on_hand=50, price="100.00")


def hold(member, **terms):
    coupon = a_coupon(**terms)
    services.claim(user=member, coupon_id=coupon.pk)
    return coupon


def proposed(member, stock, quantity=1):
    shopper = Shopper(member.pk, "")
    baskets.add(shopper=shopper, stock=stock, quantity=quantity)
    return proposal_for(contents_of(open_basket_of(shopper)))


def test_the_coupon_that_saves_most_is_proposed(member, stock):
    hold(member, value=Decimal(10))
    best = hold(member, gain="Percentage", value=Decimal(15))
    hold(member, value=Decimal(60), minimum=Decimal(800))
    a_coupon(value=Decimal(50))
    assert proposed(member, stock) == Proposal(best.pk, best.name, Decimal("15.00"))


def test_nothing_is_proposed_that_saves_nothing_more(member, stock):
    assert proposed(member, stock) is None
    hold(member, minimum=Decimal(500))
    assert proposed(member, stock) is None
    in_use = hold(member, value=Decimal(20))
    hold(member, value=Decimal(5))
    baskets.use_coupon(shopper=Shopper(member.pk, ""), coupon_id=in_use.pk)
    assert proposed(member, stock) is None


def test_offers_count_before_it_is_said_what_a_coupon_saves(member, stock):
    mine = hold(member, gain="Percentage", value=Decimal(10))
    an_offer(mine.offer.condition.range, need=("Value", 0), gain=("Percentage", 50))
    proposal = proposed(member, stock)
    page = contents_of(open_basket_of(Shopper(member.pk, "")))
    before = page.quote.total
    baskets.use_coupon(shopper=Shopper(member.pk, ""), coupon_id=mine.pk)
    after = contents_of(open_basket_of(Shopper(member.pk, ""))).quote.total
    assert proposal.saves == before - after > 0


def test_it_is_used_in_the_basket_with_one_tap_and_put_aside_again(client, member, stock):
    client.force_login(member)
    client.post("/basket/lines/", {"sku": stock.partner_sku})
    coupon = hold(member, value=Decimal(25))
    page = client.get("/basket/").content.decode()
    assert "saves ¥25.00" in page
    page = client.post("/basket/codes/", {"coupon": coupon.pk}, follow=True).content.decode()
    assert "¥75.00" in page and "Put aside" in page and voucher_of(coupon).code not in page
    page = client.post("/basket/codes/", {"drop": voucher_of(coupon).pk}, follow=True).content.decode()
    assert "saves ¥25.00" in page


def test_at_checkout_it_is_used_with_one_tap_and_the_order_has_it(client, member, stock):
    client.force_login(member)
    buyer = Buyer(client)
    buyer.come_to_checkout(stock)
    coupon = hold(member, value=Decimal(25))
    assert "saves ¥25.00" in buyer.see_checkout().content.decode()
    answer = client.post("/checkout/coupon/", {"coupon": coupon.pk})
    assert answer["Location"] == "/checkout/"
    buyer.see_checkout()
    buyer.place()
    order = Order.objects.get()
    assert order.discounts.get().amount == Decimal("25.00")
    assert WalletCoupon.objects.get().order == order


def test_someone_elses_coupon_is_answered_like_a_wrong_code(client, member, stock):
    client.force_login(member)
    client.post("/basket/lines/", {"sku": stock.partner_sku})
    theirs = hold(a_shopper(), value=Decimal(25))
    for sent in (theirs.pk, 999_999):
        answer = client.post("/basket/codes/", {"coupon": sent})
        assert answer.status_code == 422 and "This code brings nothing now." in answer.content.decode()


def test_a_coupon_used_up_meanwhile_is_put_aside_and_the_order_can_go_on(client, member, stock):
    client.force_login(member)
    buyer = Buyer(client)
    coupon = a_coupon(kind="code", total=1, value=Decimal(25))
    buyer.come_to_checkout(stock)
    client.post("/basket/codes/", {"code": voucher_of(coupon).code})
    buyer.see_checkout()
    form = dict(buyer.form)
    coupon.total = 1
    coupon.taken = 1
    coupon.save()
    answer = client.post("/checkout/", form)
    assert answer.status_code == 409 and not Order.objects.exists()
    buyer.see_checkout()
    assert outcome(buyer.place()) == "placed"


def test_a_wallet_of_thirty_costs_two_queries(member, stock, django_assert_max_num_queries):
    for _ in range(30):
        hold(member)
    proposed(member, stock)
    contents = contents_of(open_basket_of(Shopper(member.pk, "")))
    with django_assert_max_num_queries(2):
        assert proposal_for(contents)
