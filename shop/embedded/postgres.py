"""PostgreSQL for one data directory: made when missing, started as our child, reached by a unix socket only."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from shop.embedded.accounts import postgres_account
from shop.embedded.addresses import DATABASE, USER, postgres_sockets
from shop.embedded.binaries import postgres_binaries, reachable_postgres_binaries
from shop.embedded.databases import create_database
from shop.embedded.homes import make_home, server_home
from shop.embedded.processes import Child, DidNotStart, as_account

SMALL = {"shared_buffers": "64MB", "max_connections": "120", "jit": "off"}
SURROUNDINGS = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class Postgres:
    """The server and its databases for ``data_dir``; ``options`` are settings of postgresql.conf."""

    name = "postgres"

    def __init__(self, data_dir: Path, *, log: Path, options: Mapping[str, str] = SMALL) -> None:
        self.data_dir = data_dir
        self.home = server_home(data_dir)
        self.cluster = self.home / "postgres"
        self.sockets = postgres_sockets(data_dir)
        self.account = postgres_account()
        self.binaries = reachable_postgres_binaries() if self.account else postgres_binaries()
        self.child = Child(
            self.name,
            [str(self.binaries / "postgres"), "-D", str(self.cluster), *self._settings(options)],
            log=log,
            environment=SURROUNDINGS,
            account=self.account,
            farewell=signal.SIGINT,  # PostgreSQL's fast shutdown: does not wait for clients
        )

    @property
    def is_running(self) -> bool:
        return self.child.is_running

    def start(self, patience: float = 30) -> None:
        """The server answers and holds our database."""
        self.make()
        self.child.start_until(self.is_ready, patience)
        create_database(self.data_dir, DATABASE)

    def stop(self) -> None:
        self.child.stop()

    def is_ready(self) -> bool:
        """Whether our own child, not one that is just leaving, says in its lock file that it is ready."""
        try:
            said = (self.cluster / "postmaster.pid").read_text()
        except FileNotFoundError:
            return False
        return said.startswith(f"{self.child.pid}\n") and said.rstrip().endswith("ready")

    def make(self) -> None:
        """The cluster exists and belongs to the account that runs the server."""
        make_home(self.home)
        self._make_folder(self.sockets)
        if not self.cluster.exists():
            self._initialise()

    def copy(self, original: "Postgres") -> None:
        """Our cluster is a copy of a stopped one."""
        make_home(self.home)
        subprocess.run(["cp", "-a", "--reflink=auto", original.cluster, self.cluster], check=True)

    def _settings(self, options: Mapping[str, str]) -> list[str]:
        ours = {"unix_socket_directories": str(self.sockets), "listen_addresses": ""}
        return [f"--{name}={value}" for name, value in {**options, **ours}.items()]

    def _initialise(self) -> None:
        """Made beside its place and moved there whole, so that an interrupted start leaves no half a cluster."""
        unfinished = self.home / "postgres.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._make_folder(unfinished)
        command = [
            str(self.binaries / "initdb"),
            "-D",
            str(unfinished),
            "-U",
            USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        done = subprocess.run(
            command,
            cwd="/",
            env=SURROUNDINGS,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **as_account(self.account),
        )
        if done.returncode:
            raise DidNotStart(f"initdb failed:\n{done.stdout}")
        unfinished.rename(self.cluster)

    def _make_folder(self, path: Path) -> None:
        path.mkdir(mode=0o700, exist_ok=True)
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)
