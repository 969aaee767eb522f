"""A database that dies, or has no room left, while people buy: they are asked to come back, and no order is half there.

Long forms only; tests/shop/operations and test_servers_away.py have the short ones.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import pytest
import requests

from shop.bench.shopper import Buyer, SoldOut
from shop.embedded.addresses import DATABASE, USER, postgres_sockets
from shop.embedded.programs import ROOT
from shop.embedded.throwaway import Throwaway, environment_of
from tests.running_shop import RunningShop, eventually

pytestmark = pytest.mark.torture

HALF_ORDERS = """
SELECT (SELECT count(*) FROM order_order o WHERE NOT EXISTS (SELECT FROM order_line l WHERE l.order_id = o.id)
            OR total_incl_tax <> shipping_incl_tax + (
                SELECT sum(l.line_price_incl_tax) FROM order_line l WHERE l.order_id = o.id)),
       (SELECT count(*) FROM partner_stockrecord s
        WHERE num_allocated <> (SELECT coalesce(sum(quantity), 0) FROM partner_allocation a WHERE a.stock_id = s.id))
"""

STOCK = """
import django
django.setup()
from tests.orders.factories import a_stock
stock = a_stock(on_hand=10_000)
print(stock.partner_sku, stock.product.get_absolute_url())
"""


@dataclass
class Seen:
    """What one buyer's browser was answered, and when."""

    at: float
    status: int
    text: str


@dataclass
class Diary(Buyer):
    """A buyer who writes down each answer."""

    origin: str
    seen: list[Seen] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.origin)

    def _noted(self, answer: requests.Response) -> requests.Response:
        self.seen.append(Seen(time.monotonic(), answer.status_code, answer.text))
        return super()._noted(answer)


class Town:
    """A shop with goods, on servers of its own below ``shelf``."""

    def __init__(self, shelf: Path, folder: Path) -> None:
        self.servers = Throwaway(ROOT, shelf)
        environment = environment_of(self.servers.folder)
        self.shop = RunningShop(folder, workers=0, servers=environment)
        self.shop.start()
        stocked = [sys.executable, "-c", STOCK]
        told = subprocess.run(stocked, cwd=ROOT, env=self.shop.environment, check=True, capture_output=True, text=True)
        self.sku, self.product = told.stdout.split()

    def row(self, sql):
        where = {"host": str(postgres_sockets(self.servers.folder)), "user": USER, "dbname": DATABASE}
        connection = psycopg2.connect(**where)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchone()
        finally:
            connection.close()

    def buy_until(self, end: float) -> list[Seen]:
        """One buyer after another."""
        seen = []
        while time.monotonic() < end:
            buyer = Diary(self.shop.address)
            try:
                buyer.get(self.product)
                buyer.get(f"/search/?q={len(seen)}")
                buyer.fill_basket(self.sku)
                buyer.place()
            except (SoldOut, requests.RequestException):
                pass
            seen += buyer.seen
        return seen

    def crowd(self, seconds: float) -> list[Seen]:
        """Four buyers at once."""
        end = time.monotonic() + seconds
        with ThreadPoolExecutor(4) as pool:
            return [each for seen in pool.map(lambda _: self.buy_until(end), range(4)) for each in seen]

    def stop(self) -> None:
        self.shop.stop()
        self.servers.stop()


def test_a_database_that_dies_at_once_costs_a_moment_and_no_order(tmp_path):
    town = Town(ROOT / ".data" / "tests", tmp_path)
    try:
        began = time.monotonic()
        with ThreadPoolExecutor(6) as pool:
            going = [pool.submit(town.buy_until, began + 20) for _ in range(6)]
            eventually(lambda: town.row("SELECT count(*) FROM order_order")[0] >= 3)
            killed = time.monotonic()
            os.kill(town.servers.postgres.child.pid, signal.SIGQUIT)  # PostgreSQL's immediate shutdown
            time.sleep(1)
            town.servers.postgres.start()
            back = time.monotonic()
            seen = [each for going_on in going for each in going_on.result()]
        broken = [each for each in seen if each.status >= 500]
        assert {each.status for each in broken} == {503}
        assert all("Back in a moment" in each.text for each in broken)
        assert all(killed <= each.at <= back + 3 for each in broken)
        assert [each for each in seen if each.at > back + 3]
        assert town.row(HALF_ORDERS) == (0, 0)
    finally:
        town.stop()


@pytest.fixture
def small_disk():
    """A disk of its own that can be filled, where PostgreSQL's account may go; only root can have one made."""
    disk = Path(tempfile.mkdtemp(dir="/var/tmp"))
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=500m", "none", disk], check=False).returncode:
        pytest.skip("only root can mount a disk to fill up")
    disk.chmod(0o755)
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)
    disk.rmdir()


def test_a_full_disk_places_no_order_and_once_there_is_room_again_all_goes_on(small_disk, tmp_path):
    town = Town(small_disk, tmp_path)
    try:
        assert 503 not in {each.status for each in town.buy_until(time.monotonic() + 2)}
        ballast = small_disk / "ballast"
        subprocess.run(["dd", "if=/dev/zero", f"of={ballast}", "bs=1M"], check=False, stderr=subprocess.DEVNULL)
        assert eventually(lambda: {each.status for each in town.crowd(3) if each.status >= 500}, 90) == {503}
        ballast.unlink()
        if not town.servers.postgres.is_running:
            town.servers.postgres.start()  # without room for its log PostgreSQL stops; the supervisor starts it again
        eventually(lambda: requests.get(f"{town.shop.address}/search/?q=x", timeout=5).status_code == 200)
        before = town.row("SELECT count(*) FROM order_order")
        assert {each.status for each in town.buy_until(time.monotonic() + 5)} <= {200, 302}
        assert town.row("SELECT count(*) FROM order_order") > before
        assert town.row(HALF_ORDERS) == (0, 0)
    finally:
        town.stop()
