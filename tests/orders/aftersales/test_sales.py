"""Lists sort by what sold and stayed sold."""

import pytest

from kernel import clock, outbox
from orders import services as orders
from orders.aftersales import services
from orders.aftersales.events import ReturnRefunded
from orders.aftersales.handlers import count_nothing_of_it, count_what_stayed_sold
from orders.events import OrderRefunded
from tests.orders.aftersales.factories import a_delivered_order, a_request, bring_to_inspection
from tests.orders.factories import a_stock

pytestmark = pytest.mark.django_db


def sold(stock) -> int:
    outbox.deliver_due()
    stock.product.refresh_from_db()
    return stock.product.sold_count


def test_a_piece_that_came_back_was_not_sold():
    stock = a_stock()
    order = a_delivered_order(stock, quantity=3)
    assert sold(stock) == 3
    request = bring_to_inspection(a_request(order))
    services.refund(request=request, by="wang@shop.example")
    assert sold(stock) == 2
    count_what_stayed_sold(ReturnRefunded(request.pk, order.pk, order.number, "1.00", ""))
    assert sold(stock) == 2


def test_of_an_order_paid_back_whole_nothing_was_sold():
    stock = a_stock()
    order = a_delivered_order(stock, quantity=3)
    services.refund(request=bring_to_inspection(a_request(order)), by="wang@shop.example")
    assert sold(stock) == 2
    orders.record_refund(order=order, amount=order.total_incl_tax, at=clock.now())
    assert sold(stock) == 0
    count_nothing_of_it(OrderRefunded(order.pk, order.number, "1.00", True, ""))
    assert sold(stock) == 0


def test_pieces_the_shopper_keeps_stay_sold():
    stock = a_stock()
    order = a_delivered_order(stock, quantity=3)
    orders.record_refund(order=order, amount=order.total_incl_tax / 3, at=clock.now())
    assert sold(stock) == 3
