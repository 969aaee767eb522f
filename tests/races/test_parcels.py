"""Several packers and several workers at once, each on a connection of its own."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from catalogue.inventory.models import StockRecord
from kernel import clock
from orders import services as orders
from orders.fulfilment import services
from orders.fulfilment.adapters import SOURCES
from orders.fulfilment.models import CarrierPush, LineProgress, Parcel, Scan
from orders.fulfilment.services import NoPiecesLeft, NumberTaken
from orders.models import Order
from tests.orders.factories import a_stock, an_order
from tests.orders.fulfilment import pushes

pytestmark = pytest.mark.django_db(transaction=True)
PACKERS = 8
NUMBER = "YT2611240093715"


def at_once(command: Callable[[Any], Any], things: Iterable[Any]) -> list[str]:
    """What became of each command: "done" or the refusal's name; anything else is an error of the test."""
    things = list(things)
    start = Barrier(len(things))

    def run(thing: Any) -> str:
        start.wait()
        try:
            command(thing)
        except (NoPiecesLeft, NumberTaken) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(things)) as people:
        return list(people.map(run, things))


def a_paid_order(quantity: int = 2) -> Order:
    order = an_order(a_stock(), quantity=quantity)
    orders.mark_paid(order=order, amount=order.total_incl_tax, at=clock.now())
    return order


def test_packers_who_each_send_everything_send_it_once():
    order = a_paid_order()

    def ship(n: int) -> None:
        same = Order.objects.get(pk=order.pk)
        services.ship_parcel(order=same, carrier="yuantong", number=f"YT26112400937{n:02}")

    assert sorted(at_once(ship, range(PACKERS))) == ["NoPiecesLeft"] * (PACKERS - 1) + ["done"]
    assert (Parcel.objects.count(), LineProgress.objects.get().shipped) == (1, 2)
    assert StockRecord.objects.get().num_in_stock == 8


def test_piece_by_piece_no_more_leaves_than_was_bought():
    order = a_paid_order(quantity=5)
    line = order.lines.get().pk

    def ship(n: int) -> None:
        one = Order.objects.get(pk=order.pk)
        services.ship_parcel(order=one, carrier="courier", number=f"CC000000000{n}", pieces={line: 1})

    assert sorted(at_once(ship, range(PACKERS))) == ["NoPiecesLeft"] * 3 + ["done"] * 5
    assert LineProgress.objects.get().shipped == 5


def test_one_tracking_number_goes_to_one_order():
    several = [a_paid_order() for _ in range(PACKERS)]
    outcomes = at_once(lambda o: services.ship_parcel(order=o, carrier="yuantong", number=NUMBER), several)
    assert sorted(outcomes) == ["NumberTaken"] * (PACKERS - 1) + ["done"]
    assert Order.objects.filter(status="shipped").count() == Parcel.objects.count() == 1


def test_workers_with_the_same_pushes_take_each_in_once():
    parcel = services.ship_parcel(order=a_paid_order(), carrier="yuantong", number=NUMBER)
    life = pushes.life(clock.now() - timedelta(days=1))
    for n in range(len(life)):
        body, now = pushes.kuaidi100_body(NUMBER, life[: n + 1]), clock.now()
        report = SOURCES["kuaidi100"].report_in(body, now)
        services.keep_push(source="kuaidi100", body=body, report=report, received_at=now)
    assert set(at_once(lambda _: services.take_in_waiting(), range(PACKERS))) == {"done"}
    assert not CarrierPush.objects.filter(handled_at=None).exists()
    assert not CarrierPush.objects.exclude(last_error="").exists()
    assert Scan.objects.count() == len(life)
    parcel.refresh_from_db()
    assert (parcel.state, parcel.order.timeline.filter(kind="delivered").count()) == ("delivered", 1)
