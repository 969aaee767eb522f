"""What a return gives back: once the goods were looked at, to the last cent, and nothing twice."""

from decimal import Decimal

import pytest

from kernel.lifecycle import IllegalMove
from kernel.thresholds import set_values
from orders import services as orders
from orders.aftersales import policy, services
from orders.aftersales.models import Return
from orders.payments.models import Refund
from tests.orders.aftersales.factories import a_request, approve, bring_to_inspection, deliver, take_off
from tests.orders.factories import an_order

pytestmark = pytest.mark.django_db

S = Return.State
BY = "li@shop.example"


def test_money_goes_back_only_once_the_goods_were_looked_at(delivered):
    request = a_request(delivered)
    approve(request, by=BY)
    with pytest.raises(IllegalMove):
        services.refund(request=request, by=BY)
    assert not Refund.objects.exists()


def test_without_goods_a_yes_is_enough_and_twice_is_once(delivered):
    request = a_request(delivered, kind=policy.REFUND_ONLY, reason=policy.PARTS_MISSING)
    approve(request, by=BY)
    services.refund(request=request, by=BY)
    services.refund(request=request, by=BY)
    assert (request.state, request.money_back, Refund.objects.count()) == (S.REFUNDING, Decimal("69.00"), 1)


def test_discounts_are_shared_by_the_pieces_and_the_last_takes_the_last_cent(stock):
    order = an_order(stock, quantity=3)
    take_off(order.lines.get(), order=Decimal("10.00"))
    deliver(order)
    money = []
    for _ in range(3):
        request = bring_to_inspection(a_request(order))
        services.refund(request=request, by=BY)
        money.append(request.money_back)
    assert money == [Decimal("65.67"), Decimal("65.67"), Decimal("65.66")]
    assert sum(money) == order.total_incl_tax


def with_delivery(stock, charge="10.00", quantity=2):
    order = an_order(stock, quantity=quantity)
    order.shipping_incl_tax = order.shipping_excl_tax = Decimal(charge)
    order.total_incl_tax += Decimal(charge)
    order.save()
    return deliver(order)


def test_the_delivery_charge_goes_back_with_the_last_piece_only(stock):
    order = with_delivery(stock)
    first = bring_to_inspection(a_request(order))
    services.refund(request=first, by=BY)
    assert (first.money_back, first.delivery_back) == (Decimal("69.00"), Decimal("0.00"))
    last = bring_to_inspection(a_request(order))
    services.refund(request=last, by=BY)
    assert (last.money_back, last.delivery_back) == (Decimal("79.00"), Decimal("10.00"))


def test_the_delivery_charge_goes_back_once_where_the_store_is_to_blame(stock):
    order = with_delivery(stock)
    for charge in (Decimal("10.00"), Decimal("0.00")):
        request = bring_to_inspection(a_request(order, reason=policy.DAMAGED))
        services.refund(request=request, by=BY)
        assert request.delivery_back == charge


def test_a_store_may_keep_the_delivery_charge(stock):
    set_values({"aftersales.delivery_back": 0})
    order = with_delivery(stock)
    request = bring_to_inspection(a_request(order, quantity=2, reason=policy.DAMAGED))
    services.refund(request=request, by=BY)
    assert request.money_back == Decimal("138.00")


def test_what_was_given_back_before_is_not_given_twice(delivered):
    from orders.payments import services as payments

    payments.refund(order=delivered, amount=Decimal("100.00"), reason="sorry", by=BY)
    request = bring_to_inspection(a_request(delivered, quantity=2))
    services.refund(request=request, by=BY)
    assert request.money_back == Decimal("38.00")
    assert request.explanation["refunded_before"] == "100.00"


def test_where_nothing_is_left_to_refund_the_request_is_settled_all_the_same(delivered):
    from orders.payments import services as payments

    request = bring_to_inspection(a_request(delivered, quantity=2))
    payments.refund(order=delivered, amount=Decimal("138.00"), reason="sorry", by=BY)
    services.refund(request=request, by=BY)
    assert (request.state, request.money_back, request.refund) == (S.REFUNDED, Decimal("0.00"), None)


def test_an_order_paid_by_coupon_alone_is_settled_without_a_refund(stock):
    order = an_order(stock, quantity=1)
    take_off(order.lines.get(), coupon=Decimal("69.00"))
    deliver(order)
    request = bring_to_inspection(a_request(order))
    services.refund(request=request, by=BY)
    assert (request.state, request.money_back) == (S.REFUNDED, Decimal("0.00"))
    orders.lock(order)
    assert order.status == "delivered"
