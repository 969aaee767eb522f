"""One command, from nothing to a shop that answers; and nothing is left when it ends, however it ends."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from catalogue.models import Product
from shop.embedded.programs import ROOT
from tests.running_shop import eventually, free_port, status_of

pytestmark = pytest.mark.django_db(transaction=True)


class RunningDemo:
    """``manage.py demo`` on this worker's servers; its own PostgreSQL and Valkey are tested in test_servers."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.output = folder / "output.txt"
        self.environment = {**os.environ, "PORT": str(self.port), "STRIPE_STAND_IN_PORT": str(free_port())}
        self.environment |= {"DATA_DIR": str(folder / "data"), "PYTHONUNBUFFERED": "1"}
        self.start()

    def start(self) -> None:
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo"], cwd=ROOT, env=self.environment, stdout=output, stderr=output
            )

    @property
    def told(self) -> str:
        return self.output.read_text()

    def wait_until_it_says(self, words: str) -> None:
        eventually(lambda: words in self.told or self.process.poll() is not None, patience=90)
        assert words in self.told

    def children(self) -> list[int]:
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def end_by(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=30)


def is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes()


@pytest.fixture
def demo(tmp_path):
    Product.objects.create(title="One thing", slug="one-thing")  # the shop is not empty: there is nothing to fill
    demo = RunningDemo(tmp_path)
    yield demo
    if demo.process.poll() is None:
        demo.end_by(signal.SIGTERM)


def test_the_life_of_a_demo(demo):
    demo.wait_until_it_says("Ctrl-C stops it")
    assert demo.address in demo.told
    assert "shopper@demo.shop" in demo.told
    password = re.search(r"Password +(\S+)", demo.told)[1]
    assert status_of(f"{demo.address}/") == 200
    assert "queries" in requests.get(f"{demo.address}/", timeout=10).headers["Server-Timing"]

    another = subprocess.run(
        [sys.executable, "manage.py", "demo"], cwd=ROOT, env=demo.environment, capture_output=True, text=True
    )
    assert another.returncode == 1
    assert another.stderr.startswith("A demo is running on ")
    assert another.stderr.count("\n") == 1

    web = eventually(
        lambda: [pid for pid in demo.children() if b"granian" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    )
    os.kill(web[0], signal.SIGKILL)
    demo.wait_until_it_says("web died and is started again")
    eventually(lambda: status_of(f"{demo.address}/healthz") == 200)

    children = demo.children()
    assert len(children) == 4
    demo.end_by(signal.SIGKILL)
    assert eventually(lambda: all(map(is_gone, children)))

    demo.start()
    demo.wait_until_it_says("Ctrl-C stops it")
    assert password in demo.told
    children = demo.children()
    assert demo.end_by(signal.SIGINT) == 0
    assert all(map(is_gone, children))


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path, live_server):
    environment = {**os.environ, "PORT": str(live_server.thread.port), "DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "manage.py", "demo"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert (
        done.stderr
        == f"Port {live_server.thread.port} is taken by another program: try PORT={live_server.thread.port + 1}.\n"
    )
