"""Many at once after few coupons, each with a connection of their own."""

from collections import Counter

import pytest

from membership.points import services as points
from membership.points.queries import balance_of
from orders.models import Order
from promotions.coupons import services
from promotions.coupons.models import VoucherApplication, WalletCoupon
from tests.membership.staff.factories import a_shopper
from tests.orders.buying import a_ready_buyer, outcome
from tests.orders.factories import a_stock, an_order
from tests.promotions.coupons.factories import a_coupon, voucher_of
from tests.races.test_buying import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def tried(command, refusal):
    """A piece of work that says whether it was refused."""

    def work():
        try:
            command()
        except refusal:
            return "refused"
        return "done"

    return work


def claims(coupon, members):
    works = [
        tried(lambda member=member: services.claim(user=member, coupon_id=coupon.pk), services.CouponNotClaimable)
        for member in members
    ]
    return Counter(all_at_once(works))


def uses(coupon, orders):
    voucher_ids = [voucher_of(coupon).pk]
    works = [
        tried(lambda order=order: services.redeem(voucher_ids=voucher_ids, order=order), services.CouponUsedUp)
        for order in orders
    ]
    return Counter(all_at_once(works))


def test_200_members_claim_a_coupon_of_50():
    coupon = a_coupon(total=50)
    assert claims(coupon, [a_shopper() for _ in range(200)]) == {"done": 50, "refused": 150}
    coupon.refresh_from_db()
    assert coupon.taken == WalletCoupon.objects.count() == 50


def test_a_member_claims_in_30_tabs_what_each_may_have_twice():
    coupon, member = a_coupon(per_person=2), a_shopper()
    assert claims(coupon, [member] * 30) == {"done": 2, "refused": 28}
    coupon.refresh_from_db()
    assert coupon.taken == WalletCoupon.objects.count() == 2


def test_one_coupon_in_100_tabs_is_used_by_one_order():
    coupon, member, stock = a_coupon(), a_shopper(), a_stock(on_hand=100)
    services.claim(user=member, coupon_id=coupon.pk)
    orders = [an_order(stock, quantity=1, user=member) for _ in range(100)]
    assert uses(coupon, orders) == {"done": 1, "refused": 99}
    assert VoucherApplication.objects.get().order == WalletCoupon.objects.get().order


def test_one_guest_under_many_orders_uses_a_code_once():
    coupon, stock = a_coupon(kind="code"), a_stock(on_hand=100)
    orders = [an_order(stock, quantity=1, guest_email=f"lin+{n}@example.com") for n in range(30)]
    assert uses(coupon, orders) == {"done": 1, "refused": 29}


def test_200_orders_at_once_use_a_code_of_50():
    coupon, stock = a_coupon(kind="code", total=50, per_person=1000), a_stock(on_hand=200)
    orders = [an_order(stock, quantity=1) for _ in range(200)]
    assert uses(coupon, orders) == {"done": 50, "refused": 150}
    coupon.refresh_from_db()
    assert coupon.taken == VoucherApplication.objects.count() == 50


@pytest.mark.parametrize(("buyers", "total"), [(40, 10), pytest.param(200, 50, marks=pytest.mark.torture)])
def test_many_buyers_of_a_code_for_few_make_few_cheaper_orders_and_no_others(buyers, total):
    coupon, stock = a_coupon(kind="code", total=total, per_person=1000), a_stock(on_hand=1000)
    code = voucher_of(coupon).code
    answers = all_at_once([a_ready_buyer(stock, code=code).place for _ in range(buyers)])
    assert Counter(map(outcome, answers)) == {"placed": total, 409: buyers - total}
    coupon.refresh_from_db()
    assert coupon.taken == VoucherApplication.objects.count() == Order.objects.count() == total


def test_cancelling_and_using_at_once_lose_no_coupon():
    coupon, stock = a_coupon(kind="code", total=5, per_person=1000), a_stock(on_hand=1000)
    voucher_ids = [voucher_of(coupon).pk]
    old = [an_order(stock, quantity=1) for _ in range(5)]
    for order in old:
        services.redeem(voucher_ids=voucher_ids, order=order)
    backs = [tried(lambda order=order: services.give_back(order=order), ()) for order in old * 2]
    new = [
        tried(lambda order=order: services.redeem(voucher_ids=voucher_ids, order=order), services.CouponUsedUp)
        for order in [an_order(stock, quantity=1) for _ in range(20)]
    ]
    all_at_once([work for pair in zip(backs, new[:10], strict=True) for work in pair] + new[10:])
    coupon.refresh_from_db()
    assert coupon.taken == VoucherApplication.objects.filter(given_back_at=None).count() <= 5


def a_member_with(points_held):
    member = a_shopper()
    points.earn(user_id=member.pk, points=points_held, key=f"gift:{member.pk}", reason="sign-up")
    return member


def test_ten_members_exchange_points_for_three_pieces():
    good = a_coupon(points=100, total=3)
    members = [a_member_with(100) for _ in range(10)]
    assert claims(good, members) == {"done": 3, "refused": 7}
    assert sorted(balance_of(member.pk).available for member in members) == [0] * 3 + [100] * 7


def test_a_form_sent_ten_times_at_once_exchanges_once():
    good, member = a_coupon(points=100, per_person=9), a_member_with(1_000)
    works = [lambda: services.claim(user=member, coupon_id=good.pk, form_key="one") for _ in range(10)]
    all_at_once(works)
    good.refresh_from_db()
    assert (good.taken, WalletCoupon.objects.count(), balance_of(member.pk).available) == (1, 1, 900)


def test_points_for_one_good_buy_one_of_two():
    goods, member = [a_coupon(points=100), a_coupon(points=100)], a_member_with(150)
    works = [
        tried(lambda good=good: services.claim(user=member, coupon_id=good.pk), services.NotEnoughPoints)
        for good in goods
    ]
    assert Counter(all_at_once(works)) == {"done": 1, "refused": 1}
    assert balance_of(member.pk).available == 50
