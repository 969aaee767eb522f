"""Buyers on two web processes, with two workers behind them, while one worker is killed and Valkey restarts."""

import os
import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from catalogue.inventory.models import StockRecord
from kernel import outbox
from orders.models import Order
from shop.bench.shopper import Buyer, SoldOut
from shop.embedded.addresses import broker_url, redis_url
from shop.embedded.valkey import Valkey
from tests.orders.factories import a_stock
from tests.running_shop import RunningShop, eventually

AT_ONCE = 12


@pytest.fixture(scope="module")
def valkey(tmp_path_factory) -> Iterator[Valkey]:
    """Of our own: the one of the other tests must stay up."""
    folder = tmp_path_factory.mktemp("valkey")
    valkey = Valkey(folder, log=folder / "valkey.log")
    valkey.start()
    yield valkey
    valkey.stop()
    shutil.rmtree(valkey.home)  # not always below pytest's own folder


@pytest.fixture(scope="module")
def running(django_db_setup, valkey, tmp_path_factory) -> Iterator[RunningShop]:
    servers = {"REDIS_URL": redis_url(valkey.data_dir), "CELERY_BROKER_URL": broker_url(valkey.data_dir)}
    shop = RunningShop(Path(tmp_path_factory.mktemp("two")), webs=2, workers=2, beat=True, servers=servers)
    shop.start()
    yield shop
    shop.stop()


@pytest.fixture
def shop(running, transactional_db) -> RunningShop:
    return running


def buy(address: str, stock: StockRecord) -> str:
    buyer = Buyer(address)
    try:
        buyer.get(stock.product.get_absolute_url())
        buyer.fill_basket(stock.partner_sku)
        buyer.place()
    except SoldOut:
        return "broken" if buyer.broken else "sold out"
    except requests.RequestException as problem:
        return f"broken: {problem}"
    return "broken" if buyer.broken else "ordered"


def sell(shop: RunningShop, valkey: Valkey, *, buyers: int, pieces: int) -> None:
    stock = a_stock(on_hand=pieces)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        going = [pool.submit(buy, shop.addresses[number % 2], stock) for number in range(buyers)]
        going[buyers // 3].result()
        os.kill(shop.workers[0].pid, signal.SIGKILL)
        valkey.stop()
        valkey.start()
        outcomes = Counter(each.result() for each in going)
    shop.workers[0].start()
    stock.refresh_from_db()
    assert outcomes == {"ordered": pieces, "sold out": buyers - pieces}
    assert (stock.num_in_stock, stock.num_allocated) == (pieces, pieces)
    assert Order.objects.count() == pieces
    assert eventually(lambda: not outbox.due().exists(), patience=60)
    assert not outbox.dead_letters().exists()


def test_forty_buyers_of_ten_pieces_make_ten_orders(shop, valkey):
    sell(shop, valkey, buyers=40, pieces=10)


@pytest.mark.torture
@pytest.mark.parametrize("repeat", range(3))
def test_three_hundred_buyers_of_a_hundred_pieces_make_a_hundred_orders(shop, valkey, repeat):
    sell(shop, valkey, buyers=300, pieces=100)
