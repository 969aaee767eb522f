from decimal import Decimal

import pytest

from kernel import clock, outbox
from kernel.events import announce
from membership.points import services as points
from membership.points.queries import balance_of, debt_of
from membership.tiers.queries import level_of, standing_of
from orders import services as orders
from orders.events import OrderPaid, ReturnWindowClosed
from orders.loyalty import services
from tests.membership.staff.factories import a_shopper
from tests.orders.factories import a_stock, an_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return a_shopper()


def bought(member, price="300.50", quantity=2, **fields):
    """A paid order, its news heard."""
    order = an_order(a_stock(price=price), quantity=quantity, user=member, **fields)
    pay(order)
    return order


def pay(order):
    orders.mark_paid(order=order, amount=order.total_incl_tax, at=clock.now())
    outbox.deliver_due()


def refund(order, amount):
    orders.record_refund(order=order, amount=Decimal(amount), at=clock.now())
    outbox.deliver_due()


def close_window(order):
    announce(ReturnWindowClosed(order.pk, order.number, clock.now().isoformat()))
    outbox.deliver_due()


def held(member):
    balance = balance_of(member.pk)
    return balance.available, balance.pending


def placed_with_points(member, spent):
    """An unpaid order that was placed with points."""
    order = an_order(a_stock(price="100.00"), quantity=1, user=member, points_spent=spent)
    services.spend_points(order=order)
    return order


def test_a_paid_order_earns_points_that_wait_until_it_can_no_longer_come_back(member):
    order = bought(member)
    assert held(member) == (0, 601)
    close_window(order)
    close_window(order)
    assert held(member) == (601, 0)


def test_delivery_earns_nothing(member):
    stock = a_stock(price="100.00")
    order = an_order(stock, quantity=1, user=member, total_incl_tax=Decimal("115.00"), shipping_incl_tax=15)
    pay(order)
    assert held(member) == (0, 100)


def test_hearing_of_the_payment_twice_earns_once(member):
    order = bought(member)
    announce(OrderPaid(order.pk, order.number, str(order.amount_paid), clock.now().isoformat()))
    outbox.deliver_due()
    assert held(member) == (0, 601)


def test_guests_and_test_orders_earn_nothing(member):
    bought(None)
    bought(member, is_test=True)
    assert held(member) == (0, 0)
    assert level_of(member.pk) == 1


def test_the_orders_page_says_what_it_earned(member, client):
    order = bought(member)
    client.force_login(member)
    page = " ".join(client.get(order.get_absolute_url()).content.decode().split())
    assert "601 points earned, yours once the return window closes" in page
    refund(order, "300.50")
    close_window(order)
    page = " ".join(client.get(order.get_absolute_url()).content.decode().split())
    assert "300 points earned</p>" in page


def test_a_partial_refund_takes_back_what_it_had_earned(member):
    order = bought(member)
    refund(order, "300.50")
    assert held(member) == (0, 300)
    assert standing_of(member).net_spend == Decimal("300.50")
    close_window(order)
    refund(order, "300.50")
    assert held(member) == (0, 0)
    assert standing_of(member).net_spend == 0


def test_points_earned_spent_and_then_returned_for_become_a_debt(member):
    order = bought(member)
    close_window(order)
    points.spend(user_id=member.pk, points=500, key="spend:elsewhere")
    refund(order, "601.00")
    assert (held(member), debt_of(member.pk)) == ((0, 0), 500)


def test_a_paid_order_lifts_the_level_and_its_refund_takes_the_lift_along(member):
    order = bought(member)
    assert level_of(member.pk) == 2
    refund(order, "601.00")
    assert level_of(member.pk) == 1


def test_a_cancelled_order_gives_its_points_back(member):
    points.earn(user_id=member.pk, points=1_000, key="gift", reason="sign-up")
    order = placed_with_points(member, 400)
    assert held(member) == (600, 0)
    orders.cancel(order=order, reason="unpaid")
    outbox.deliver_due()
    assert held(member) == (1_000, 0)
    services.return_points(order=order)
    assert held(member) == (1_000, 0)


def test_an_order_paid_after_its_end_takes_its_points_again(member):
    points.earn(user_id=member.pk, points=1_000, key="gift", reason="sign-up")
    order = placed_with_points(member, 400)
    orders.cancel(order=order, reason="unpaid")
    outbox.deliver_due()
    points.spend(user_id=member.pk, points=900, key="spend:elsewhere")
    orders.reinstate(order=order, amount=order.total_incl_tax, at=clock.now())
    outbox.deliver_due()
    assert (held(member), debt_of(member.pk)) == ((0, 100), 300)


def test_a_cancellation_heard_after_the_order_lives_again_changes_nothing(member):
    points.earn(user_id=member.pk, points=1_000, key="gift", reason="sign-up")
    order = placed_with_points(member, 400)
    orders.cancel(order=order, reason="unpaid")
    orders.reinstate(order=order, amount=order.total_incl_tax, at=clock.now())
    outbox.deliver_due()
    assert held(member) == (600, 100)


def test_a_full_refund_gives_all_points_back_whatever_went_back_before(member):
    points.earn(user_id=member.pk, points=1_000, key="gift", reason="sign-up")
    order = placed_with_points(member, 400)
    pay(order)
    points.give_back(spend_key=f"spend:{order.number}", points=150, key="back:R1")
    refund(order, order.total_incl_tax)
    assert held(member) == (1_000, 0)
