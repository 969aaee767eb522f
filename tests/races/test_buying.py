"""Many shoppers at once, each with a connection of their own, through the pages."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

import pytest
from django.db import connection

from catalogue.inventory.models import StockRecord
from kernel import clock
from orders.basket import services
from orders.basket.models import Basket, Line
from orders.basket.queries import Shopper
from orders.models import Order
from promotions.coupons.models import Voucher, VoucherApplication
from tests.orders.buying import a_buyer, a_ready_buyer, outcome
from tests.orders.factories import a_stock
from tests.promotions.test_queries import a_range, an_offer

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(works, threads=16):
    """What each piece of work answered; each thread lets go of its connection."""

    def run(work):
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, works))


def test_ten_additions_at_once_keep_every_piece():
    stock, shopper = a_stock(on_hand=500), Shopper(None, "a" * 32)
    all_at_once([lambda: services.add(shopper=shopper, stock=stock, quantity=2)] * 10)
    assert Line.objects.get().quantity == 20
    assert Basket.objects.count() == 1


def test_eight_first_requests_open_one_basket():
    stocks = [a_stock() for _ in range(8)]
    shopper = Shopper(None, "a" * 32)
    all_at_once([lambda stock=stock: services.add(shopper=shopper, stock=stock, quantity=1) for stock in stocks])
    assert (Basket.objects.count(), Line.objects.count()) == (1, 8)


@pytest.mark.parametrize("buyers", [5, pytest.param(100, marks=pytest.mark.torture)])
def test_five_submits_of_one_form_make_one_order_and_all_lead_to_it(buyers):
    stock = a_stock(on_hand=buyers)
    ready = [a_buyer() for _ in range(buyers)]
    for buyer in ready:
        buyer.come_to_checkout(stock)
    answers = all_at_once([buyer.place for buyer in ready for _ in range(5)])
    numbers = set(Order.objects.values_list("number", flat=True))
    assert len(numbers) == buyers
    assert Counter(answer["Location"] for answer in answers) == {f"/orders/{number}/": 5 for number in numbers}
    stock.refresh_from_db()
    assert stock.num_allocated == buyers


def sell(buyers, pieces):
    """So many buyers for so few pieces: what each came to, and the stock afterwards."""
    stock = a_stock(on_hand=pieces)
    ready = [a_ready_buyer(stock) for _ in range(buyers)]
    answers = all_at_once([buyer.place for buyer in ready])
    stock.refresh_from_db()
    return Counter(map(outcome, answers)), stock


def check(outcomes, stock, buyers, pieces):
    """Exactly as many orders as pieces; everyone else got a page that says so, and no one an error."""
    assert outcomes["placed"] == pieces
    assert outcomes["basket"] + outcomes[409] == buyers - pieces
    assert Order.objects.count() == pieces
    assert stock.num_allocated == pieces


def test_120_buyers_of_30_pieces_make_30_orders():
    check(*sell(120, 30), 120, 30)


@pytest.mark.torture
@pytest.mark.parametrize("repeat", range(5))
def test_500_buyers_of_100_pieces_make_100_orders(repeat):
    check(*sell(500, 100), 500, 100)


def deadlocks() -> int:
    """How often PostgreSQL had to end one in this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


def orders_of_five(count, threads):
    """Baskets of five SKUs of ten, in any order, all placed at once."""
    random = Random(7)
    stocks = [a_stock(on_hand=10_000) for _ in range(10)]
    ready = [a_ready_buyer(*random.sample(stocks, 5)) for _ in range(count)]
    return all_at_once([buyer.place for buyer in ready], threads)


@pytest.mark.parametrize(("count", "threads"), [(24, 12), pytest.param(200, 32, marks=pytest.mark.torture)])
def test_baskets_in_any_order_never_wait_for_each_other(count, threads):
    answers = orders_of_five(count, threads)
    assert set(map(outcome, answers)) == {"placed"}
    assert deadlocks() == 0
    assert sum(StockRecord.objects.values_list("num_allocated", flat=True)) == 5 * count


def test_a_coupon_for_one_use_is_used_once():
    now = clock.now()
    voucher = Voucher.objects.create(
        name="one", code="ONE", usage=Voucher.SINGLE_USE, start_datetime=now, end_datetime=now + timedelta(days=1)
    )
    voucher.offers.add(an_offer(a_range(includes_all_products=True), need=("Value", 1), offer_type="Voucher"))
    stock = a_stock(on_hand=100)
    ready = [a_ready_buyer(stock, code="one") for _ in range(8)]
    answers = all_at_once([buyer.place for buyer in ready])
    assert Counter(map(outcome, answers)) == {"placed": 1, 409: 7}
    assert VoucherApplication.objects.count() == Order.objects.count() == 1
