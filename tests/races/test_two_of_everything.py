"""Two web processes and two workers, as in a real store, and what may happen to them while people buy.

One is killed in the middle, Valkey restarts, is away or answers nobody any more.
"""

import os
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from django.db import transaction
from django.db.models import Sum
from requests.adapters import HTTPAdapter
from requests.exceptions import ChunkedEncodingError
from urllib3.util import Retry

from catalogue.inventory.models import Allocation, StockMovement, StockRecord
from kernel import clock, outbox
from kernel.events import announce
from kernel.models import OutboxMessage
from membership.accounts.events import SignedUp
from membership.messages.models import Message
from membership.models import User
from membership.points.models import Lot
from membership.points.queries import imbalances
from membership.rewards.events import WELCOME
from membership.rewards.models import Grant
from orders.models import Line as OrderLine
from orders.models import Order
from promotions.coupons.models import WalletCoupon
from shop.bench.shopper import Buyer, SoldOut
from shop.embedded.addresses import broker_url, redis_url
from shop.embedded.processes import Child
from shop.embedded.valkey import Valkey
from tests.orders.factories import a_stock
from tests.promotions.coupons.factories import a_coupon
from tests.running_shop import RunningShop, eventually

AT_ONCE = 12
#: Forms too: each of them counts once.
AGAIN = HTTPAdapter(max_retries=Retry(20, backoff_factor=0.1, backoff_max=1, allowed_methods=None))


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


def buy_stubbornly(address: str, stock: StockRecord) -> str:
    """As people do whose page does not come: a basket is filled anew, a form that got no answer is sent again."""
    buyer = Buyer(address)
    try:
        buyer.get(stock.product.get_absolute_url())
        buyer.fill_basket(stock.partner_sku)
    except (requests.ConnectionError, ChunkedEncodingError):
        return buy_stubbornly(address, stock)
    buyer.session.mount(address, AGAIN)
    return place_stubbornly(buyer)


def place_stubbornly(buyer: Buyer) -> str:
    try:
        return f"ordered {buyer.place()}"
    except ChunkedEncodingError:  # a step broke off while it was read; the answer to the last form has nothing to read
        return place_stubbornly(buyer)
    except SoldOut:
        return "sold out"


def kill_what_answers(web: Child) -> None:
    """The process behind granian's own, which starts another."""
    for child in Path(f"/proc/{web.pid}/task/{web.pid}/children").read_text().split():
        os.kill(int(child), signal.SIGKILL)


@pytest.mark.torture
@pytest.mark.parametrize("repeat", range(3))
def test_webs_killed_in_the_middle_lose_nothing_and_leave_nothing_half_done(shop, repeat):
    buyers, pieces, kills = 300, 100, 6
    stock = a_stock(on_hand=pieces)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        going = [pool.submit(buy_stubbornly, shop.addresses[number % 2], stock) for number in range(buyers)]
        for kill in range(kills):
            going[buyers * kill // (kills + 1)].result()
            kill_what_answers(shop.webs[kill % 2])
        outcomes = [each.result() for each in going]
    assert outcomes.count("sold out") == buyers - pieces
    placed = {outcome.split("/")[-2] for outcome in outcomes if outcome != "sold out"}
    assert placed == set(Order.objects.values_list("number", flat=True))
    assert len(placed) == pieces == OrderLine.objects.filter(stockrecord=stock, quantity=1).count()
    assert in_the_books(stock) == (pieces, pieces, pieces, pieces)


@pytest.mark.torture
def test_what_nobody_pays_is_free_again_within_a_minute(shop):
    stock = a_stock(on_hand=20)
    assert [buy(address, stock) for address in shop.addresses * 10] == ["ordered"] * 20
    Order.objects.update(pay_by=clock.now())
    assert eventually(lambda: in_the_books(stock) == (20, 20, 0, 0), patience=65)


def in_the_books(stock: StockRecord) -> tuple[int, ...]:
    """On hand by the record and by the ledger, promised by the record and by the orders that hold pieces."""
    stock.refresh_from_db()
    moved = StockMovement.objects.filter(stock=stock).aggregate(sum=Sum("change"))["sum"]
    held = Allocation.objects.filter(stock=stock).aggregate(sum=Sum("quantity"))["sum"] or 0
    return stock.num_in_stock, moved, stock.num_allocated, held


@pytest.mark.torture
def test_however_often_workers_are_killed_every_fact_has_its_effects_once(shop):
    members, kills = 1_000, 10
    a_coupon(kind="granted", reward=WELCOME)
    new = User.objects.bulk_create(User(email=f"new-{n}@example.com") for n in range(members))
    with transaction.atomic():
        announce(*(SignedUp(member.pk) for member in new))
    for kill in range(kills):
        heard = members * kill // kills
        eventually(lambda heard=heard: Grant.objects.count() > heard)
        worker = shop.workers[kill % 2]
        os.kill(worker.pid, signal.SIGKILL)
        worker.start()
    assert eventually(lambda: not OutboxMessage.objects.filter(heard_at=None).exists(), patience=120)
    assert not outbox.dead_letters().exists()
    once = dict.fromkeys((member.pk for member in new), 1)
    for effects in (Grant, Lot, WalletCoupon):
        assert Counter(effects.objects.values_list("user_id", flat=True)) == once
    assert imbalances() == []


def pay_for(address: str, stock: StockRecord) -> str:
    """The whole purchase, to the thank-you page."""
    buyer = Buyer(address)
    buyer.get(stock.product.get_absolute_url())
    buyer.fill_basket(stock.partner_sku)
    thanks = buyer.pay(buyer.place())
    return "broken" if buyer.broken or "/orders/" not in thanks.url else "paid"


@pytest.mark.torture
def test_a_hundred_orders_are_paid_while_valkey_is_away_and_their_mails_come_once_it_is_back(shop, valkey):
    orders, stock = 100, a_stock(on_hand=100)
    valkey.stop()
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            outcomes = Counter(pool.map(lambda n: pay_for(shop.addresses[n % 2], stock), range(orders)))
    finally:
        valkey.start()
    assert outcomes == {"paid": orders}
    assert Order.objects.filter(status="paid").count() == orders
    assert eventually(
        lambda: Message.objects.filter(kind="order-paid").exclude(sent_at=None).count() == orders, patience=60
    )
    assert eventually(lambda: not OutboxMessage.objects.filter(heard_at=None).exists(), patience=60)
    assert Message.objects.filter(kind="order-paid").count() == orders


def seconds_of(address: str) -> float:
    """How long the page took; it has to be there."""
    began = time.monotonic()
    assert requests.get(address, timeout=10).status_code == 200
    return time.monotonic() - began


def test_a_valkey_that_answers_nobody_hinders_nobody(shop, valkey):
    stock = a_stock(on_hand=10)
    pages = [shop.address + path for path in ("/", "/search/?q=a", stock.product.get_absolute_url(), "/basket/")]
    usual = max(min(seconds_of(page) for _ in range(3)) for page in pages)
    os.kill(valkey.child.pid, signal.SIGSTOP)
    try:
        slowest = sorted(seconds_of(page) for page in pages * 3)
        began = time.monotonic()
        bought, took = pay_for(shop.address, stock), time.monotonic() - began
        guesses = [log_in(shop.address) for _ in range(7)]
    finally:
        os.kill(valkey.child.pid, signal.SIGCONT)
    assert slowest[-2] <= 2 * usual + 0.3
    assert (bought, took < 10) == ("paid", True)
    assert guesses == ["wrong"] * 5 + ["too many"] * 2
    assert eventually(lambda: requests.get(f"{shop.address}/readyz", timeout=5).status_code == 200, patience=10)


def log_in(address: str) -> str:
    thief = Buyer(address)
    thief.get("/account/login/")
    page = thief.post("/account/login/", login="owner@shop.example", password="guess").text
    return "too many" if "Too many failed login attempts" in page else "wrong"
