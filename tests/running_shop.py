"""The shop's real processes, for tests that need more than one of them: a browser's journeys and the races."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import redis
import requests

from shop.embedded.processes import Child
from shop.embedded.programs import ROOT, Programs

PATIENCE = 60.0  # seconds; a cold start on a busy machine


class RunningShop:
    """Webs, workers and the Stripe stand-in on this test worker's database, started by ``start``.

    The tests' own process sees the same rows: what a test commits is on the pages, what a page does is in the tables.
    """

    def __init__(
        self,
        folder: Path,
        *,
        webs: int = 1,
        workers: int = 1,
        beat: bool = False,
        servers: Mapping[str, str] = os.environ,
    ) -> None:
        self.ports = [free_port() for _ in range(webs)]
        self.stripe_port = free_port()
        self.environment = {**os.environ, **servers, **self._stripe(), "PORT": str(self.ports[0]), "DEMO": "1"}
        programs = Programs(self.environment, folder / "logs")
        self.stripe = programs.stripe()
        self.webs = [
            programs.web(host="127.0.0.1", port=port, name=f"web-{number}") for number, port in enumerate(self.ports)
        ]
        self.workers = [programs.worker(name=f"worker-{number}", threads=2) for number in range(workers)]
        self.beats = [programs.beat()] if beat else []

    @property
    def address(self) -> str:
        return self.addresses[0]

    @property
    def addresses(self) -> list[str]:
        return [f"http://127.0.0.1:{port}" for port in self.ports]

    @property
    def children(self) -> list[Child]:
        return [self.stripe, *self.workers, *self.beats, *self.webs]

    def start(self) -> None:
        redis.Redis.from_url(
            _plain(self.environment["CELERY_BROKER_URL"])
        ).flushdb()  # earlier tests' tasks are not ours
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"],
            cwd=ROOT,
            env=self.environment,
            check=True,
        )
        for child in self.children:
            child.start()
        for web, port in zip(self.webs, self.ports, strict=True):
            web.start_until(lambda port=port: status_of(f"http://127.0.0.1:{port}/healthz") == 200, PATIENCE)

    def stop(self) -> None:
        for child in reversed(self.children):
            child.stop()

    def _stripe(self) -> dict[str, str]:
        return {
            "STRIPE_API_KEY": "sk_test_journey",
            "STRIPE_API_BASE": f"http://127.0.0.1:{self.stripe_port}",
            "STRIPE_STAND_IN_PORT": str(self.stripe_port),
            "STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(8)}",
            "STRIPE_WEBHOOK_URL": f"http://127.0.0.1:{self.ports[0]}/callbacks/stripe/",
        }


def eventually(happens, patience: float = 30.0):
    """What ``happens`` returns as soon as it is true; other processes take the time they take."""
    deadline = time.monotonic() + patience
    while not (outcome := happens()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return outcome


def status_of(address: str) -> int:
    """The status a stranger gets there; 0 where nobody answers in time."""
    try:
        return requests.get(address, timeout=5, allow_redirects=False).status_code
    except (requests.ConnectionError, requests.Timeout):
        return 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _plain(broker: str) -> str:
    """Celery's address of a unix socket as the client library wants it."""
    return broker.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
