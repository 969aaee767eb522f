"""Many buyers at once, each on a connection of its own."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Sum

from catalogue.inventory import services
from catalogue.inventory.models import Allocation, StockRecord
from catalogue.inventory.services import NotEnoughStock
from tests.catalogue.factories import a_stock

BUYERS = 32


def at_once(command: Callable[[Any], None], things: Iterable[Any]) -> list[str]:
    """What became of each command: "done" or "sold out"; anything else is an error of the test."""
    things = list(things)
    start = Barrier(min(BUYERS, len(things)))

    def run(thing: Any) -> str:
        if thing in things[:BUYERS]:
            start.wait()
        try:
            command(thing)
        except NotEnoughStock:
            return "sold out"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(BUYERS) as buyers:
        return list(buyers.map(run, things))


def ledger_adds_up() -> bool:
    unlike = StockRecord.objects.annotate(moved=Sum("movements__change")).exclude(moved=F("num_in_stock"))
    return not unlike.exists()


@pytest.mark.django_db(transaction=True)
def test_the_last_piece_is_promised_once():
    stock = a_stock(1)
    outcomes = at_once(lambda n: services.allocate(reference=f"order-{n}", wanted={stock.pk: 1}), range(BUYERS))
    assert sorted(outcomes) == ["done"] + ["sold out"] * (BUYERS - 1)
    assert Allocation.objects.get().quantity == 1


@pytest.mark.django_db(transaction=True)
def test_two_hundred_orders_of_random_skus_in_random_order_never_wait_for_each_other():
    random = Random(7)
    stocks = [a_stock(1000).pk for _ in range(10)]
    orders = [(n, {pk: random.randint(1, 3) for pk in random.sample(stocks, 5)}) for n in range(200)]
    fates = {n: random.choice(["kept", "released", "shipped"]) for n, _ in orders}

    def place(order: tuple[int, dict[int, int]]) -> None:
        number, wanted = order
        services.allocate(reference=f"order-{number}", wanted=wanted)
        if fates[number] == "released":
            services.release(reference=f"order-{number}")
        if fates[number] == "shipped":
            services.ship(reference=f"order-{number}")

    assert at_once(place, orders) == ["done"] * 200
    for pk in stocks:
        stock = StockRecord.objects.get(pk=pk)
        kept = sum(wanted.get(pk, 0) for n, wanted in orders if fates[n] == "kept")
        shipped = sum(wanted.get(pk, 0) for n, wanted in orders if fates[n] == "shipped")
        assert (stock.num_allocated, stock.num_in_stock) == (kept, 1000 - shipped)
    assert ledger_adds_up()


@pytest.mark.django_db(transaction=True)
def test_one_order_that_is_shipped_and_cancelled_at_once_leaves_once():
    stock = a_stock(5)
    services.allocate(reference="A", wanted={stock.pk: 2})
    commands = [services.ship, services.release] * 4
    at_once(lambda n: commands[n](reference="A"), range(len(commands)))
    stock.refresh_from_db()
    assert stock.num_allocated == 0
    assert stock.num_in_stock in (3, 5)
    assert stock.num_in_stock == 5 + sum(stock.movements.filter(cause="shipped").values_list("change", flat=True))
    assert ledger_adds_up()


@pytest.mark.django_db(transaction=True)
def test_receiving_counting_and_selling_at_once_keep_the_ledger():
    stock = a_stock(50)

    def work(n: int) -> None:
        match n % 4:
            case 0:
                services.receive(stock_id=stock.pk, quantity=3)
            case 1:
                services.allocate(reference=f"order-{n}", wanted={stock.pk: 2})
            case 2:
                services.write_off(stock_id=stock.pk, quantity=1, note="", moved_by=None)
            case 3:
                services.adjust(stock_id=stock.pk, counted=60 + n, note="", moved_by=None)

    at_once(work, range(40))
    stock.refresh_from_db()
    assert stock.num_allocated == 20
    assert ledger_adds_up()
