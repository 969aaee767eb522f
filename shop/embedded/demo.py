"""The whole shop on this machine, from nothing to its address, in the foreground until Ctrl-C."""

import os
import shutil
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from shop.embedded import surroundings
from shop.embedded.homes import make_home, server_home
from shop.embedded.locks import try_lock
from shop.embedded.postgres import Postgres
from shop.embedded.processes import Child, DidNotStart
from shop.embedded.programs import Programs
from shop.embedded.supervisor import KeepsDying, Supervisor
from shop.embedded.ticker import Log, Ticker
from shop.embedded.valkey import Valkey

WHO = ("shopper", "new", "merchant", "operator", "support", "warehouse")
PAUSE = 0.3  # seconds between two looks at the processes and their logs
PATIENCE = 60.0  # seconds until the first page must be there
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CannotStart(Exception):
    """The message is what the person at the keyboard needs to know."""


class Demo:
    """The processes of one data directory, as the environment describes them."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.data_dir = surroundings.data_dir_of(given)
        self.logs = self.data_dir / "logs"
        self.environment = surroundings.prepared(given)
        self.host, self.port = self.environment["HOST"], int(self.environment["PORT"])
        self.programs = Programs(self.environment, self.logs)
        self.supervisor = Supervisor(say)

    def start(self) -> None:
        """The shop answers at its address. Only the servers that the environment does not name are started."""
        began = time.monotonic()
        _free(self.host, self.port)
        if "DATABASE_URL" not in self.environment:
            say("Starting PostgreSQL")
            self.supervisor.start(Postgres(self.data_dir, log=self.logs / "postgres.log"))
        if "REDIS_URL" not in self.environment:
            say("Starting Valkey")
            self.supervisor.start(Valkey(self.data_dir, log=self.logs / "valkey.log"))
        self._to_the_end(self.programs.preparation())
        if "STRIPE_STAND_IN_PORT" in self.environment:
            say("Starting the Stripe stand-in")
            _free("127.0.0.1", int(self.environment["STRIPE_STAND_IN_PORT"]))
            self.supervisor.start(self.programs.stripe())
        say("Starting worker, beat and web")
        for program in (self.programs.worker(), self.programs.beat()):
            self.supervisor.start(program)
        self._serve(self.programs.web(host=self.host, port=self.port))
        say(f"Ready after {time.monotonic() - began:.0f} s")

    def watch(self) -> NoReturn:
        """Tells the news and keeps the processes alive, for ever."""
        ticker = Ticker(sorted(self.logs.glob("*.log")), self.data_dir / "mail")
        while True:
            self.supervisor.revive()
            for line in ticker.news():
                say(line)
            time.sleep(PAUSE)

    def stop(self) -> None:
        self.supervisor.stop()

    def welcome(self) -> str:
        address = f"http://{'127.0.0.1' if self.host == '0.0.0.0' else self.host}:{self.port}"  # noqa: S104 - compared
        return "\n".join(
            [
                "",
                f"  The shop      {address}/    中文 {address}/zh-hans/",
                f"  Back office   {address}/backoffice/",
                f"  Log in as     {', '.join(f'{name}@demo.shop' for name in WHO)}",
                f"  Password      {self.environment['DEMO_PASSWORD']}",
                f"  Card          4242 4242 4242 4242, any date and code; mail is in {self.data_dir / 'mail'}",
                "  Ctrl-C stops it; the data stays. `make demo-reset` forgets it.",
                "",
            ]
        )

    def _to_the_end(self, program: Child) -> None:
        """Runs a program that ends, telling what it says meanwhile."""
        log = Log.from_now_on(program.log)
        self.supervisor.start(program)
        while program.is_running:
            _tell(log)
            time.sleep(PAUSE)
        _tell(log)
        self.supervisor.services.remove(program)
        if program.exit_code:
            raise CannotStart(f"The shop could not be prepared; see {program.log}")

    def _serve(self, web: Child) -> None:
        self.supervisor.start(web)
        web.start_until(lambda: _is_healthy(self.port), PATIENCE)


def main(arguments: list[str]) -> None:
    """``demo`` runs it, ``demo --forget`` removes its data."""
    data_dir = surroundings.data_dir_of(os.environ)
    make_home(data_dir)
    lock = try_lock(data_dir / "demo.lock")
    if lock is None:
        sys.exit(f"A demo is running on {data_dir}: stop it first, or name another DATA_DIR.")
    if "--forget" in arguments:
        return _forget(data_dir)
    return _run(Demo(os.environ))


def _run(demo: Demo) -> None:
    for number in STOPPING:
        signal.signal(number, _leave)
    try:
        demo.start()
        say(demo.welcome())
        demo.watch()
    except (CannotStart, DidNotStart, KeepsDying) as problem:
        sys.exit(str(problem))
    finally:
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)
        say("Stopping")
        demo.stop()


def _forget(data_dir: Path) -> None:
    """What the demo made is gone; the servers of tests that may be running are not."""
    for home in (data_dir, server_home(data_dir)):
        for item in home.glob("*"):
            if item.is_dir() and item.name != "tests":
                shutil.rmtree(item)
            elif item.is_file():
                item.unlink()
    say(f"Forgot the demo in {data_dir}")


def _leave(*_: Any) -> NoReturn:
    sys.exit(0)


def _is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise CannotStart(f"Port {port} is taken by another program: try PORT={port + 1}.") from None


def _tell(log: Log) -> None:
    """What was written for people to read; the JSON between is for the log."""
    for line in log.new_lines():
        if not line.startswith("{"):
            say(line)


def say(what: str) -> None:
    stamp = time.strftime("%H:%M:%S  ")
    print("\n".join(f"{stamp}{line}" if line.strip() else "" for line in what.split("\n")), flush=True)  # noqa: T201
