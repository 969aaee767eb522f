"""The shop's own processes. They hold no state, so that any number of them can run, here or on other machines."""

import sys
from collections.abc import Mapping
from pathlib import Path

from shop.embedded.processes import Child

ROOT = Path(__file__).parents[2]


class Programs:
    """Makes the children of one shop: same environment, logs side by side."""

    def __init__(self, environment: Mapping[str, str], logs: Path) -> None:
        self.environment = environment
        self.logs = logs

    def preparation(self) -> Child:
        """Ends when the database is migrated and filled and the static files are collected."""
        return self._python("preparation", "manage.py", "prepare_demo")

    def web(self, *, host: str, port: int, name: str = "web", workers: int = 1) -> Child:
        """The pages, on granian; measured against gunicorn in docs/decisions/0010-web-server.md."""
        return self._python(
            name,
            *("-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
            *("--workers", str(workers), "--blocking-threads", "4", "--backlog", "1024"),
            *("--respawn-failed-workers", "--no-ws", "--log-level", "warning", "shop.wsgi:application"),
        )

    def worker(self, *, name: str = "worker", threads: int = 4) -> Child:
        """Celery in threads: the work waits for the database and for other machines, and one process is small."""
        return self._python(
            name, *CELERY, "worker", "--pool", "threads", "-c", str(threads), "-n", f"{name}@%h", *QUIET
        )

    def beat(self) -> Child:
        """Celery's clock: exactly one of it."""
        return self._python("beat", *CELERY, "beat", "--schedule", str(self.logs / "beat-schedule"), "--pidfile=")

    def stripe(self) -> Child:
        """The Stripe stand-in; its ports and secret are in the environment."""
        return self._python("stripe", "-m", "shop.embedded.stripe")

    def _python(self, name: str, *arguments: str) -> Child:
        return Child(
            name, [sys.executable, *arguments], log=self.logs / f"{name}.log", environment=self.environment, folder=ROOT
        )


CELERY = ("-m", "celery", "-A", "shop")
QUIET = ("-l", "info", "--without-gossip", "--without-mingle", "--without-heartbeat")
