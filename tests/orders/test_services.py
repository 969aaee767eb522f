from datetime import timedelta
from decimal import Decimal

import pytest

from catalogue.inventory.services import NotEnoughStock
from kernel import clock
from kernel.lifecycle import IllegalMove
from orders import services
from orders.events import OrderCancelled, OrderDelivered, OrderPaid, OrderRefunded, OrderReinstated, OrderShipped
from tests.orders.factories import an_order

TOTAL = Decimal("138.00")


def pay(order):
    services.mark_paid(order=order, amount=TOTAL, at=clock.now())


def shelf(stock):
    stock.refresh_from_db()
    return stock.num_in_stock, stock.num_allocated


def kinds(order):
    return list(order.timeline.values_list("kind", flat=True))


def test_a_paid_order_keeps_its_stock_and_says_so_once(order, stock, news):
    at = clock.now()
    services.mark_paid(order=order, amount=TOTAL, at=at)
    services.mark_paid(order=order, amount=TOTAL, at=at + timedelta(minutes=1))
    assert (order.status, order.amount_paid, order.paid_at) == ("paid", TOTAL, at)
    assert news == [OrderPaid(order.pk, order.number, "138.00", at.isoformat())]
    assert kinds(order) == ["paid"]
    assert shelf(stock) == (10, 2)


@pytest.mark.parametrize("amount", ["137.99", "138.01", "0.00"])
def test_another_amount_than_the_total_pays_nothing(order, news, amount):
    with pytest.raises(services.WrongAmount):
        services.mark_paid(order=order, amount=Decimal(amount), at=clock.now())
    order.refresh_from_db()
    assert (order.status, order.amount_paid) == ("pending", 0)
    assert not news


def test_a_cancelled_order_gives_its_stock_back_once(order, stock, news):
    services.cancel(order=order, reason="unpaid")
    services.cancel(order=order, reason="shopper")
    assert shelf(stock) == (10, 0)
    assert [type(fact) for fact in news] == [OrderCancelled]
    assert news[0].reason == "unpaid"


def test_a_payment_for_a_cancelled_order_is_refused_until_the_order_is_reinstated(order, stock, news):
    services.cancel(order=order, reason="unpaid")
    with pytest.raises(services.OrderWasCancelled):
        pay(order)
    services.reinstate(order=order, amount=TOTAL, at=clock.now())
    assert (order.status, order.amount_paid, order.cancelled_at) == ("paid", TOTAL, None)
    assert shelf(stock) == (10, 2)
    assert type(news[-1]) is OrderReinstated


def test_an_order_whose_stock_went_to_another_stays_cancelled(order, stock, news):
    services.cancel(order=order, reason="unpaid")
    an_order(stock, quantity=9)
    with pytest.raises(NotEnoughStock):
        services.reinstate(order=order, amount=TOTAL, at=clock.now())
    order.refresh_from_db()
    assert (order.status, order.amount_paid) == ("cancelled", 0)
    assert shelf(stock) == (10, 9)
    assert [type(fact) for fact in news] == [OrderCancelled]


def test_only_a_cancelled_order_is_reinstated(order):
    with pytest.raises(IllegalMove):
        services.reinstate(order=order, amount=TOTAL, at=clock.now())


def test_a_paid_order_is_not_cancelled(order, stock):
    pay(order)
    with pytest.raises(IllegalMove):
        services.cancel(order=order, reason="shopper")
    assert shelf(stock) == (10, 2)


def test_shipping_takes_the_pieces_out_of_the_store(order, stock, news):
    pay(order)
    services.mark_shipped(order=order, at=clock.now(), by="warehouse")
    services.mark_shipped(order=order, at=clock.now(), by="warehouse")
    services.mark_delivered(order=order, at=clock.now())
    services.mark_delivered(order=order, at=clock.now())
    assert order.status == "delivered"
    assert shelf(stock) == (8, 0)
    assert kinds(order) == ["paid", "shipped", "delivered"]
    assert [type(fact) for fact in news] == [OrderPaid, OrderShipped, OrderDelivered]


def test_an_unpaid_order_does_not_leave_the_store(order, stock):
    with pytest.raises(IllegalMove):
        services.mark_shipped(order=order, at=clock.now())
    assert shelf(stock) == (10, 2)


def test_refunds_add_up_to_the_payment_and_no_further(order, stock, news):
    pay(order)
    services.record_refund(order=order, amount=Decimal("38.00"), at=clock.now(), by="support")
    assert (order.status, order.amount_refunded) == ("paid", Decimal("38.00"))
    with pytest.raises(services.RefundExceedsPayment):
        services.record_refund(order=order, amount=Decimal("100.01"), at=clock.now())
    services.record_refund(order=order, amount=Decimal("100.00"), at=clock.now())
    assert (order.status, order.amount_refunded) == ("refunded", TOTAL)
    assert shelf(stock) == (10, 0)
    assert [fact.in_full for fact in news if isinstance(fact, OrderRefunded)] == [False, True]


def test_what_was_shipped_does_not_return_to_the_shelf_by_a_refund(order, stock):
    pay(order)
    services.mark_shipped(order=order, at=clock.now())
    services.record_refund(order=order, amount=TOTAL, at=clock.now())
    assert shelf(stock) == (8, 0)


@pytest.mark.parametrize("amount", ["0.00", "-1.00"])
def test_a_refund_of_nothing_is_refused(order, amount):
    pay(order)
    with pytest.raises(services.RefundExceedsPayment):
        services.record_refund(order=order, amount=Decimal(amount), at=clock.now())


def test_whoever_holds_an_old_copy_of_the_order_does_no_harm(order):
    old_copy = type(order).objects.get(pk=order.pk)
    pay(order)
    with pytest.raises(IllegalMove):
        services.cancel(order=old_copy, reason="shopper")
    assert old_copy.status == "paid"
