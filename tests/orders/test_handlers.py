import pytest

from kernel import clock, outbox
from orders import services
from orders.events import OrderPaid
from orders.handlers import count_what_sold
from tests.orders.factories import a_stock, an_order


@pytest.mark.django_db
def test_what_was_paid_for_counts_as_sold_once():
    stock = a_stock()
    order = an_order(stock, quantity=2)
    services.mark_paid(order=order, amount=order.total_incl_tax, at=clock.now())
    outbox.deliver_due()
    heard_again = OrderPaid(order_id=order.pk, order_number=order.number, amount="1.00", at="")
    count_what_sold(heard_again)
    stock.product.refresh_from_db()
    assert stock.product.sold_count == 2
