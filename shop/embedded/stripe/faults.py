"""Faults on demand: each is ordered through the control endpoint, strikes ``times`` times and is used up.

Webhooks: ``lose``, ``duplicate`` (``copies``), ``delay`` (``seconds``), ``hold`` (until released, in any order).
Requests: ``slow`` (it happens, but the answer takes ``seconds``), ``fail_before`` (500, nothing happened),
``fail_after`` (500, but it happened), ``hang_up`` (it happened, but the connection just closes), ``rate_limit`` (429),
and ``decline_refund``.
Faults live in memory: a restarted stand-in is a healthy one.
"""

import threading
from dataclasses import asdict, dataclass

from . import errors

WEBHOOK_KINDS = ("lose", "duplicate", "delay", "hold")
REQUEST_KINDS = ("slow", "fail_before", "fail_after", "hang_up", "rate_limit", "decline_refund")
KINDS = frozenset(WEBHOOK_KINDS + REQUEST_KINDS)


@dataclass
class Fault:
    """``matching`` is the beginning of an event type or of a request's path; empty strikes everything."""

    kind: str
    matching: str = ""
    times: int = 1
    seconds: float = 0.0
    copies: int = 2


class Faults:
    """The faults still waiting to strike, oldest first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def order(self, wanted: dict) -> Fault:
        try:
            fault = Fault(**wanted)
        except TypeError as unknown:
            raise errors.invalid(str(unknown)) from unknown
        if fault.kind not in KINDS:
            raise errors.invalid(f"Unknown fault: {fault.kind}. Known: {', '.join(sorted(KINDS))}.")
        with self._lock:
            self._waiting.append(fault)
        return fault

    def strike(self, kind: str, subject: str) -> Fault | None:
        """The fault that strikes this event or request now, or None; one strike is taken from it."""
        with self._lock:
            for fault in self._waiting:
                if fault.kind == kind and fault.times > 0 and subject.startswith(fault.matching):
                    fault.times -= 1
                    return fault
        return None

    def waiting(self) -> list[dict]:
        with self._lock:
            return [asdict(fault) for fault in self._waiting if fault.times > 0]

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()
