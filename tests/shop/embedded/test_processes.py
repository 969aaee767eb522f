"""Children write logs, are stopped whole, and never outlive their parent."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shop.embedded.processes import LONG_LOG, Child

PARENT_OF_A_SLEEPER = """
import sys, time
from pathlib import Path
from shop.embedded.processes import Child
sleeper = Child("sleeper", ["sleep", "600"], log=Path(sys.argv[1]))
sleeper.start()
print(sleeper.pid, flush=True)
time.sleep(600)
"""


def is_alive(pid: int) -> bool:
    """Neither gone nor a zombie that nobody has buried yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_gone(pid: int, patience: float = 10) -> bool:
    deadline = time.monotonic() + patience
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_alive(pid)


@pytest.fixture
def child_of(tmp_path):
    children = []

    def make(*command: str) -> Child:
        children.append(Child("child", command, log=tmp_path / "logs" / "child.log"))
        children[-1].start()
        return children[-1]

    yield make
    for child in children:
        child.stop(patience=0)


def test_what_a_child_says_is_in_its_log(child_of):
    child = child_of("sh", "-c", "echo out; echo err >&2")
    assert wait_until_gone(child.pid)
    assert child.exit_code == 0
    assert child.log.read_text() == "out\nerr\n"


def test_a_child_that_ignores_the_farewell_is_killed(child_of):
    child = child_of("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done")
    while "ready" not in child.log.read_text():
        time.sleep(0.02)
    child.stop(patience=0.2)
    assert child.exit_code == -signal.SIGKILL


def test_stopping_takes_the_children_of_the_child_along(child_of):
    child = child_of("sh", "-c", "sleep 600 & echo $!; wait")
    while not child.log.read_text().endswith("\n"):
        time.sleep(0.02)
    grandchild = int(child.log.read_text())
    child.stop()
    assert wait_until_gone(grandchild)


def test_children_of_a_killed_parent_die_too(tmp_path):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT_OF_A_SLEEPER, str(tmp_path / "log")], stdout=subprocess.PIPE, text=True
    )
    sleeper = int(parent.stdout.readline())
    assert is_alive(sleeper)
    os.kill(parent.pid, signal.SIGKILL)
    parent.communicate()
    assert wait_until_gone(sleeper)


def test_a_log_that_grew_long_is_put_aside_once(child_of, tmp_path):
    log = tmp_path / "logs" / "child.log"
    log.parent.mkdir()
    with log.open("wb") as file:
        file.truncate(LONG_LOG + 1)
    child = child_of("echo", "anew")
    assert wait_until_gone(child.pid)
    assert log.read_text() == "anew\n"
    assert log.with_suffix(".log.1").stat().st_size == LONG_LOG + 1
