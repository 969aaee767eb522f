"""Starts services in order, starts again what dies, stops everything in reverse."""

import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Protocol

RESTARTS = 5
WITHIN = 60.0  # seconds


class Service(Protocol):
    """What can be supervised: a server or a program."""

    name: str

    @property
    def is_running(self) -> bool: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...


class KeepsDying(RuntimeError):
    """A service died too often to be started once more."""


class Supervisor:
    """Says what it does through ``say``."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.services: list[Service] = []
        self._deaths: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=RESTARTS))

    def start(self, service: Service) -> None:
        """The service runs and is looked after from now on."""
        self.services.append(service)  # first: a start that is interrupted half-way is stopped as well
        service.start()

    def revive(self) -> None:
        """Every service that had died runs again. Raises KeepsDying after five deaths within a minute."""
        for service in self.services:
            if not service.is_running:
                self._count_death(service.name)
                self.say(f"{service.name} died and is started again")
                service.start()

    def stop(self) -> None:
        """Nothing runs any more, the last started being the first to stop."""
        while self.services:
            self.services.pop().stop()

    def _count_death(self, name: str) -> None:
        deaths = self._deaths[name]
        deaths.append(time.monotonic())
        if len(deaths) == RESTARTS and deaths[-1] - deaths[0] < WITHIN:
            raise KeepsDying(f"{name} died {RESTARTS} times within a minute")
