"""What is measured, and how: times at the client, queries as the server counts them, CPU as the kernel does."""

import http.client
import os
import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")
QUERIES = re.compile(r'desc="(\d+) quer')


@dataclass(frozen=True)
class Measure:
    """One row of the benchmark; None where a figure has no meaning. ``bar`` says in words what has to hold."""

    bar: str
    holds: bool
    queries: int | None = None
    median_ms: float | None = None
    p95_ms: float | None = None
    cpu_ms: float | None = None
    times_floor: float | None = None


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def queries(self) -> int:
        """As ``Server-Timing`` counts them."""
        found = QUERIES.search(self.headers.get("Server-Timing", ""))
        return int(found[1]) if found else 0


class Client:
    """One connection that stays open, as a browser's does."""

    def __init__(self, port: int, headers: dict[str, str] | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Accept-Language": "en", "User-Agent": "Mozilla/5.0 (bench)", **(headers or {})}

    def get(self, address: str) -> Answer:
        self.connection.request("GET", address, headers=self.headers)
        answer = self.connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())

    def timed(self, address: str) -> tuple[float, Answer]:
        """Milliseconds until the last byte."""
        began = perf_counter()
        answer = self.get(address)
        return (perf_counter() - began) * 1000, answer


def beside_the_floor(
    page: Callable[[], tuple[float, Answer]], floor: Callable[[], tuple[float, Answer]], rounds: int, web: int
) -> dict[str, Any]:
    """The page and its floor in turns, so that both meet the same weather."""
    cpu, times, floors, queries = cpu_seconds(web), [], [], 0
    for _ in range(rounds):
        spent, answer = page()
        assert answer.status == 200, answer.status
        times.append(spent)
        queries = max(queries, answer.queries)
        floors.append(floor()[0])
    return {
        "queries": queries,
        "median_ms": round(statistics.median(times), 2),
        "p95_ms": round(percentile(times, 95), 2),
        "cpu_ms": round((cpu_seconds(web) - cpu) * 1000 / rounds, 2),
        "times_floor": round(statistics.median(times) / statistics.median(floors), 2),
    }


def percentile(times: Sequence[float], share: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * share // 100)]


def cpu_seconds(*roots: int) -> float:
    """User and system time of these processes and everything they started, the dead among them included."""
    parents = {pid: fields for pid, fields in map(_stat, Path("/proc").glob("[0-9]*")) if fields}
    family, found = set(roots), True
    while found:
        found = {pid for pid, fields in parents.items() if int(fields[1]) in family} - family
        family |= found
    return sum(sum(map(int, parents[pid][11:15])) for pid in family if pid in parents) / TICKS


def resident_mb(root: int) -> float:
    """Proportional memory of a process and everything it started, in MB."""
    parents = {pid: fields for pid, fields in map(_stat, Path("/proc").glob("[0-9]*")) if fields}
    family = {root, *(pid for pid, fields in parents.items() if int(fields[1]) == root)}
    return sum(map(_pss, family))


def _stat(process: Path) -> tuple[int, list[str]]:
    """The process id and the fields of its ``stat`` from the state on; [] when it is gone."""
    try:
        return int(process.name), (process / "stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return int(process.name), []


def _pss(pid: int) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
