"""Every test run gets servers of its own, every worker a database of its own, and no test reaches another machine.

This has to happen while pytest imports this file: the next conftest may already import models.
"""

import atexit
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings

from shop.embedded.databases import renew_database
from shop.embedded.throwaway import Throwaway, database_of, environment_of
from shop.operations import translations

ROOT = Path(__file__).parent
SHELF = Path(os.environ.get("DATA_DIR", ROOT / ".data")).absolute() / "tests"
LOOPBACK = {"127.0.0.1", "::1", "localhost", "", None}


class OutsideNetwork(AssertionError):
    """A test reached for another machine."""


def start_servers() -> None:
    """xdist's workers inherit the servers of the process that started them."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    translations.compile_all(ROOT)
    servers = Throwaway(ROOT, SHELF)
    atexit.register(servers.stop)
    os.environ["TEST_SERVERS"] = str(servers.folder)


def servers() -> Path:
    return Path(os.environ["TEST_SERVERS"])


def place() -> int:
    """1 without xdist; its workers gw0, gw1 … have places of their own."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1


def set_up_django() -> None:
    os.environ.update(environment_of(servers(), place()), DJANGO_SETTINGS_MODULE="shop.settings")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    django.setup()


def refuse_other_machines() -> None:
    def guarded(method: Any, host_of: Any) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            if host_of(*arguments) not in LOOPBACK:
                raise OutsideNetwork(f"no test reaches {host_of(*arguments)}")
            return method(*arguments, **named)

        return call

    def connected(connection: socket.socket, address: Any) -> str | None:
        return None if connection.family == socket.AF_UNIX else address[0]

    socket.socket.connect = guarded(socket.socket.connect, connected)  # type: ignore[method-assign]
    socket.socket.connect_ex = guarded(socket.socket.connect_ex, connected)  # type: ignore[method-assign]
    socket.getaddrinfo = guarded(socket.getaddrinfo, lambda host, *_: host)


start_servers()
refuse_other_machines()
set_up_django()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """A worker that inherits this would have its settings read, for our database, before it knows its own place."""
    del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Our worker's database is a copy of the migrated one, and again after each test that commits."""
    from django.db import connections
    from django.test import TransactionTestCase

    def renew(*_: Any) -> None:
        connections.close_all()
        renew_database(servers(), database_of(place()), template=database_of(0))

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", renew)
        renew()
        yield
        connections.close_all()


@pytest.fixture(autouse=True)
def _empty_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test is limited, greeted or priced by what another one left in the cache, or finds it away because of it."""
    from django.core.cache import cache

    from kernel import memory

    monkeypatch.setattr(memory, "_away_until", 0.0)
    cache.clear()


@pytest.fixture(autouse=True)
def _english() -> None:
    """No test speaks the language of the page that another one asked for."""
    from django.utils import translation

    translation.activate("en")
