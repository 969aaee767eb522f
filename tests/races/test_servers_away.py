"""A server that goes away takes no page down for longer than it is away, and no visitor sees a stack trace."""

from pathlib import Path
from secrets import token_hex

import pytest
import requests

from shop.embedded.programs import ROOT
from shop.embedded.throwaway import Throwaway, environment_of
from tests.running_shop import RunningShop, eventually, status_of


@pytest.fixture(scope="module")
def servers():
    """Of our own: everyone else's stay up."""
    servers = Throwaway(ROOT, ROOT / ".data" / "tests")
    yield servers
    servers.stop()


@pytest.fixture(scope="module")
def shop(servers, tmp_path_factory):
    shop = RunningShop(Path(tmp_path_factory.mktemp("away")), workers=0, servers=environment_of(servers.folder))
    shop.start()
    yield shop
    shop.stop()


@pytest.fixture
def home(shop):
    return f"{shop.address}/"


def unseen(shop, language: str = "") -> str:
    """A page that nobody remembers, so the database has to be asked."""
    return f"{shop.address}{language}/search/?q={token_hex(4)}"


def test_while_the_database_is_away_visitors_are_asked_to_come_back(shop, servers):
    assert status_of(unseen(shop)) == 200
    servers.postgres.stop()
    answer = requests.get(unseen(shop), timeout=5)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "Back in a moment" in answer.text
    assert "马上回来" in requests.get(unseen(shop, "/zh-hans"), timeout=5).text
    assert status_of(f"{shop.address}/healthz") == 200
    ready = requests.get(f"{shop.address}/readyz", timeout=5)
    assert ready.status_code == 503
    assert ready.json()["database"] == "OperationalError"
    servers.postgres.start()
    assert eventually(lambda: status_of(unseen(shop)) == 200, patience=3)
    assert status_of(f"{shop.address}/readyz") == 200


def test_while_valkey_is_away_visitors_notice_nothing(shop, servers, home):
    servers.valkey.stop()
    assert status_of(home) == 200
    ready = requests.get(f"{shop.address}/readyz", timeout=5).json()
    assert ready["database"] == ready["migrations"] == "ok"
    assert "ok" not in (ready["cache"], ready["broker"])
    servers.valkey.start()
    assert eventually(lambda: status_of(f"{shop.address}/readyz") == 200, patience=10)
