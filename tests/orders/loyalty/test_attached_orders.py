"""What was bought as a guest counts once it is the member's: its points and its spending, each once."""

from decimal import Decimal

import pytest

from kernel import clock, outbox
from kernel.events import announce
from membership.accounts.events import EmailConfirmed
from membership.points.queries import balance_of
from membership.tiers.queries import standing_of
from orders import services as orders
from orders.aftersales.models import ReturnWindow
from orders.events import ReturnWindowClosed
from tests.membership.staff.factories import a_shopper
from tests.orders.factories import a_stock, an_order

pytestmark = pytest.mark.django_db

MAIL = "lin@example.com"


@pytest.fixture
def order():
    """Paid by a guest, its news heard."""
    order = an_order(a_stock(price="300.00"), quantity=2, guest_email="Lin@Example.com")
    orders.mark_paid(order=order, amount=order.total_incl_tax, at=clock.now())
    outbox.deliver_due()
    return order


@pytest.fixture
def lin():
    return a_shopper(email=MAIL)


def confirm(member):
    member.emailaddress_set.update_or_create(email=MAIL, defaults={"verified": True, "primary": True})
    announce(EmailConfirmed(user_id=member.pk))
    outbox.deliver_due()


def held(member):
    balance = balance_of(member.pk)
    return balance.available, balance.pending


def close_window(order, **fields):
    ReturnWindow.objects.update_or_create(order=order, defaults={"ends_at": clock.now(), **fields})


def test_points_wait_for_the_window_and_the_spending_counts_at_once(order, lin):
    confirm(lin)
    confirm(lin)
    assert held(lin) == (0, 600)
    assert (standing_of(lin).net_spend, standing_of(lin).level) == (Decimal("600.00"), 2)
    close_window(order, closed_at=clock.now())
    announce(ReturnWindowClosed(order.pk, order.number, clock.now().isoformat()))
    outbox.deliver_due()
    assert held(lin) == (600, 0)


def test_points_of_an_order_whose_window_is_closed_can_be_spent_at_once(order, lin):
    close_window(order, closed_at=clock.now())
    confirm(lin)
    assert held(lin) == (600, 0)


def test_what_had_gone_back_before_earns_nothing(order, lin):
    orders.record_refund(order=order, amount=Decimal("200.00"), at=clock.now())
    outbox.deliver_due()
    confirm(lin)
    assert held(lin) == (0, 400)


def test_an_order_that_is_somebodys_stays_theirs(order, lin):
    other = a_shopper()
    orders.attach(orders=type(order).objects.filter(pk=order.pk), user_id=other.pk)
    outbox.deliver_due()
    confirm(lin)
    assert (held(other), held(lin)) == ((0, 600), (0, 0))
