from datetime import UTC, datetime, timedelta

import pytest

from kernel import clock
from orders import services as orders
from orders.fulfilment import services
from tests.orders.factories import a_stock, an_order

NUMBER = "YT2611240093715"
#: When the first carrier scans it.
START = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _secrets(settings):
    settings.CARRIER_SECRETS = {"kuaidi100": ["a salt of the new kind", "the old salt"], "courier": ["c" * 32]}


@pytest.fixture(autouse=True)
def _an_hour_before_the_first_scan(time_machine):
    """What carriers tell in these tests happened after the parcel was shipped, whenever they run."""
    time_machine.move_to(START - timedelta(hours=1))


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    """How often a worker was asked to take in pushes; the test is the worker."""
    from orders.fulfilment import tasks

    calls = []
    monkeypatch.setattr(tasks.take_in_pushes, "apply_async", lambda **options: calls.append(options))
    return calls


def a_paid_order(*stocks, **fields):
    order = an_order(*stocks, **fields)
    orders.mark_paid(order=order, amount=order.total_incl_tax, at=clock.now())
    return order


@pytest.fixture
def order(db):
    """Paid: two cacti and two stools."""
    return a_paid_order(a_stock(), a_stock(title="Plain stool", price="239.00"))


@pytest.fixture
def parcel(order):
    """The whole order, on its way with YTO."""
    return services.ship_parcel(order=order, carrier="yuantong", number=NUMBER)
