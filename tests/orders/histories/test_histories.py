"""Random histories of order, pay, ship, return, exchange, refund, cancel and expiry, through the real commands.

Along the way and at the end money, stock, coupons, promotions and points balance, and every history can still go on:
whatever is open is completed.
"""

from datetime import datetime

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from catalogue.inventory.models import Allocation
from kernel import clock
from kernel.outbox import deliver_due
from membership.points.models import Lot
from orders.aftersales.models import Return, ReturnWindow
from orders.models import Order
from orders.payments import services as payments
from orders.payments.models import Refund, Source
from tests.orders.histories import books
from tests.orders.histories.life import Life, bring_to_the_door, exchange
from tests.orders.histories.shop import Shop, payment_for

pytestmark = pytest.mark.django_db

BEGIN = datetime(2026, 3, 2, 10, tzinfo=clock.store_time_zone())
STEPS = 6
#: In two halves, for two processes.
LONG = [pytest.param(1_000, id=half, marks=pytest.mark.torture) for half in ("one half", "the other half")]


@pytest.fixture
def shop(time_machine):
    """One order waits to be paid, one has arrived: with coupon, points, discount and gift, and a piece exchanged."""
    time_machine.move_to(BEGIN, tick=False)
    shop = Shop()
    first, second = shop.goods
    for arrives in (True, False):
        order = shop.place({first: 2, second: 1}, with_code=arrives, paying_with=1_000 if arrives else 0)
        if arrives:
            payments.settle(payment=payment_for(order))
            order.refresh_from_db()
            bring_to_the_door(order)
            exchange(order, for_=second)
        deliver_due()
    books.balance(shop)
    return shop


@pytest.mark.parametrize("histories", [15, *LONG])
def test_every_history_balances_and_can_go_on(shop, time_machine, histories):
    @settings(
        max_examples=histories,
        deadline=None,
        database=None,
        derandomize=False,  # the halves are not to be the same, wherever they run
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def holds(data):
        time_machine.move_to(BEGIN, tick=False)
        shop.forget()
        life = Life(shop, time_machine, lambda choices: data.draw(st.sampled_from(choices)))
        with transaction.atomic():
            for _ in range(STEPS):
                life.go_on()
            books.balance(shop)
            life.come_to_an_end()
            books.balance(shop)
            assert_nothing_is_open()
            transaction.set_rollback(True)

    holds()


def assert_nothing_is_open():
    assert not Order.objects.exclude(status__in=("cancelled", "delivered", "refunded")).exists()
    assert not Return.objects.filter(closed_at=None).exists()
    assert not ReturnWindow.objects.filter(closed_at=None).exists()
    assert not Refund.objects.filter(state__in=("requested", "sent")).exists()
    assert not Source.objects.filter(paid_the_order=False, amount_refunded__lt=F("amount_debited")).exists()
    assert not Allocation.objects.exists()
    assert not Lot.objects.filter(settled_at=None, remaining__gt=0).exists()
