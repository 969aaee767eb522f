"""A child process that writes a log and never outlives us, not even when we are killed with -9."""

import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

PR_SET_PDEATHSIG = 1
LONG_LOG = 20_000_000  # bytes; a longer log is put aside once at the next start

PAUSE = 0.05  # seconds between two looks

_libc = ctypes.CDLL(None)  # loaded before any fork: a forked child must not load libraries


class DidNotStart(RuntimeError):
    """The message says where to read why."""


class Child:
    """One process in a session of its own, its output appended to ``log``.

    Start children from the main thread only: Linux sends the parent's death signal when the thread that forked ends.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        account: pwd.struct_passwd | None = None,
        farewell: signal.Signals = signal.SIGTERM,
        folder: Path = Path("/"),
    ) -> None:
        self.name = name
        self.command = [str(word) for word in command]
        self.log = log
        self.environment = environment
        self.account = account
        self.farewell = farewell
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        return self._process.poll() if self._process else None

    def start(self) -> None:
        """The process runs; what an earlier run of it left behind is gone."""
        self._sweep()
        with _opened_log(self.log) as output:
            self._process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=None if self.environment is None else dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_dies_with_parent(os.getpid(), self.farewell),
                **as_account(self.account),
            )

    def start_until(self, is_ready: Callable[[], bool], patience: float) -> None:
        """It runs and is ready. It is started again where it ends: a predecessor may need a moment to leave."""
        deadline = time.monotonic() + patience
        while not is_ready():
            if time.monotonic() > deadline:
                self.stop()
                raise DidNotStart(f"{self.name} does not start; see {self.log}")
            if not self.is_running:
                self.start()
            time.sleep(PAUSE)

    def stop(self, patience: float = 10) -> None:
        """The process and everything it started is gone: asked first, killed after ``patience`` seconds."""
        if self._process is None:
            return
        if self.is_running:
            self._process.send_signal(self.farewell)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(patience)
        self._sweep()

    def _sweep(self) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """The arguments that make ``subprocess`` run as that account; none for our own."""
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def _dies_with_parent(parent: int, farewell: signal.Signals) -> Callable[[], None]:
    def bind() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, farewell)
        if os.getppid() != parent:  # killed between the fork and the line above
            os._exit(1)

    return bind


def _opened_log(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LONG_LOG:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")
