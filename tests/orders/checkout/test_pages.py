"""The way from the basket to the order, as a guest walks it."""

from decimal import Decimal

from orders.models import Order


def test_a_guest_buys_in_three_steps(buyer, stock):
    page = buyer.come_to_review(stock, quantity=2)
    assert page.status_code == 200
    response = buyer.place()
    order = Order.objects.get()
    assert (response.status_code, response["Location"]) == (307, f"/checkout/payment/{order.number}/")
    assert order.total_incl_tax == Decimal("138.00")
    assert buyer.browser.get(order.get_absolute_url()).status_code == 200
