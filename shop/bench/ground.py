"""A shop of its own to be measured: servers with default durability, seeded once for each scale, its data kept."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shop.bench.measures import Client
from shop.embedded import surroundings
from shop.embedded.postgres import Postgres
from shop.embedded.processes import Child
from shop.embedded.programs import ROOT, Programs
from shop.embedded.supervisor import Supervisor
from shop.embedded.valkey import Valkey

PATIENCE = 60.0
FIRST_PORT = 8700


@dataclass(frozen=True)
class Scale:
    """How large a shop, and how often each page is asked for."""

    name: str
    products: int
    customers: int
    orders: int
    events: int
    rounds: int
    night_events: int
    night_orders: int
    members: int


SCALES = {
    "small": Scale("small", 2_000, 500, 2_000, 20_000, 30, 50_000, 1_000, 2_000),
    "full": Scale("full", 100_000, 10_000, 100_000, 200_000, 200, 1_000_000, 20_000, 100_000),
}


class BenchShop:
    """The shop, its floor and the servers under them."""

    def __init__(self, scale: Scale, data_dir: Path) -> None:
        self.scale = scale
        self.port, self.floor_port = FIRST_PORT, FIRST_PORT + 1
        self.folder = data_dir / f"bench-{scale.name}"
        self.pages = self.folder / "floor"
        self.pages.mkdir(parents=True, exist_ok=True)
        given = {key: value for key, value in os.environ.items() if key not in OURS}
        place = {"DATA_DIR": str(self.folder), "PORT": str(self.port)}
        self.environment = {**surroundings.prepared({**given, **place}), "FLOOR": str(self.pages)}
        logs = self.folder / "logs"
        logs.mkdir(exist_ok=True)
        programs = Programs(self.environment, logs)
        self.postgres = Postgres(self.folder, log=logs / "postgres.log")
        self.valkey = Valkey(self.folder, log=logs / "valkey.log")
        self.stripe, self.worker = programs.stripe(), programs.worker()
        self.web = programs.web(host="127.0.0.1", port=self.port)
        self.floor = _floor(self.environment, logs, self.floor_port)

    @contextmanager
    def open(self) -> Iterator["BenchShop"]:
        """Everything runs, and the shop is as large as its scale says."""
        supervisor = Supervisor(print)
        try:
            supervisor.start(self.postgres)
            supervisor.start(self.valkey)
            self.prepare()
            for child, port in (
                (self.stripe, 0),
                (self.worker, 0),
                (self.web, self.port),
                (self.floor, self.floor_port),
            ):
                supervisor.start(child)
                if port:
                    child.start_until(lambda port=port: _answers(port), PATIENCE)
            yield self
        finally:
            supervisor.stop()

    def prepare(self) -> None:
        """Migrated, static files collected, and seeded unless it was; how long that took stands in ``seeded``."""
        self.manage("migrate", "-v0")
        self.manage("collectstatic", "--no-input", "-v0")
        note = self.folder / "seeded"
        if not note.exists():
            counts = {name: getattr(self.scale, name) for name in ("products", "customers", "orders", "events")}
            printed = self.manage("seed", *(f"--{name}={count}" for name, count in counts.items()), "--as-json")
            note.write_text(printed.splitlines()[-1])

    def manage(self, *words: str) -> str:
        """What the command printed."""
        command = [sys.executable, "-W", "ignore", "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
        return done.stdout

    @property
    def pids(self) -> tuple[int, ...]:
        """Every process that works for the shop; the stand-in works for Stripe."""
        return (self.postgres.child.pid, self.valkey.child.pid, self.worker.pid, self.web.pid)


#: Variables that would lead the bench to somebody else's shop.
OURS = {"DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "STRIPE_API_BASE", "STRIPE_API_KEY", "SECRET_KEY", "DEBUG"}


def _floor(environment: dict[str, str], logs: Path, port: int) -> Child:
    granian = ("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1")
    command = [sys.executable, *granian, "--blocking-threads", "4", "--no-ws", "shop.bench.floor:application"]
    return Child("floor", command, log=logs / "floor.log", environment=environment, folder=ROOT)


def _answers(port: int) -> bool:
    try:
        return Client(port).get("/healthz").status in (200, 500)
    except OSError:
        return False
