"""Points and coupon on the way back: settled in the same command as the money."""

from decimal import Decimal

import pytest

from kernel.outbox import deliver_due
from membership.points import queries as purse
from membership.points import services as points
from orders.aftersales import services
from orders.loyalty import services as loyalty
from orders.payments.services.arriving import move
from promotions.coupons.models import Voucher, VoucherApplication
from tests.orders.aftersales.factories import a_request, bring_to_inspection, deliver, take_off
from tests.orders.factories import an_order

pytestmark = pytest.mark.django_db

BY = "li@shop.example"


@pytest.fixture
def order(stock, member):
    """Three pieces at ¥69.00, of which ¥20.00 were paid with 2,000 of 2,500 points; it earned 187."""
    points.earn(user_id=member.pk, points=2500, key="start", reason="gift")
    order = an_order(stock, quantity=3, user=member)
    take_off(order.lines.get(), points=Decimal("20.00"))
    order.points_spent, order.points_discount = 2000, Decimal("20.00")
    order.save()
    loyalty.spend_points(order=order)
    deliver(order)
    deliver_due()
    return order


def give_back_one(order):
    request = bring_to_inspection(a_request(order))
    services.refund(request=request, by=BY)
    return request


def balance(member):
    found = purse.balance_of(member.pk)
    return found.available, found.pending


def test_points_come_back_in_the_share_in_which_they_paid(order, member):
    assert balance(member) == (500, 187)
    one = give_back_one(order)
    assert (one.money_back, one.points_back, one.points_taken) == (Decimal("62.34"), 667, 63)
    assert balance(member) == (1167, 124)
    rest = [give_back_one(order), give_back_one(order)]
    assert sum(each.points_back for each in rest) == 1333
    assert balance(member) == (2500, 0)


def test_the_arrival_of_the_money_changes_no_points_any_more(order, member):
    request = give_back_one(order)
    before = balance(member)
    move(request.refund, request.refund.State.SUCCEEDED)
    deliver_due()
    assert balance(member) == before
    assert purse.imbalances() == []


def test_points_that_were_earned_and_spent_meanwhile_become_a_debt(order, member):
    loyalty.settle(order_number=order.number)
    points.spend(user_id=member.pk, points=687, key="elsewhere")
    one = bring_to_inspection(a_request(order, quantity=3))
    services.refund(request=one, by=BY)
    assert (one.points_back, one.points_taken) == (2000, 187)
    assert purse.imbalances() == []


def test_a_coupon_comes_back_when_nothing_is_kept_and_not_before(stock, member):
    order = an_order(stock, quantity=2, user=member)
    voucher = Voucher.objects.create(
        name="Autumn", code="AUTUMN", usage=Voucher.MULTI_USE, start_datetime=order.date_placed,
        end_datetime=order.date_placed, num_orders=1,
    )  # fmt: skip
    VoucherApplication.objects.create(voucher=voucher, order=order, user=member)
    order.discounts.create(category="Basket", voucher_id=voucher.pk, voucher_code="AUTUMN", amount=Decimal("8.00"))
    take_off(order.lines.get(), coupon=Decimal("8.00"))
    deliver(order)
    first, last = give_back_one(order), give_back_one(order)
    assert (first.coupon_back, last.coupon_back) == (False, True)
    assert VoucherApplication.objects.get().given_back_at is not None
