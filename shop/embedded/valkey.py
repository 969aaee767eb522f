"""Valkey for one data directory: broker and cache, on a unix socket only, what it holds survives a restart."""

import socket
from pathlib import Path

from shop.embedded.addresses import valkey_socket
from shop.embedded.binaries import valkey_binary
from shop.embedded.homes import make_home, server_home
from shop.embedded.processes import Child


class Valkey:
    """The server for ``data_dir``; ``durable=False`` keeps nothing and is for tests."""

    name = "valkey"

    def __init__(self, data_dir: Path, *, log: Path, durable: bool = True) -> None:
        self.data_dir = data_dir
        self.home = server_home(data_dir)
        self.socket = valkey_socket(data_dir)
        options = {
            "port": "0",
            "databases": "64",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.socket.parent),
            "save": "",
            "appendonly": "yes" if durable else "no",
            "maxmemory-policy": "noeviction",  # a broker must refuse rather than forget
        }
        command = [str(valkey_binary()), *(word for name, value in options.items() for word in (f"--{name}", value))]
        self.child = Child(self.name, command, log=log)

    @property
    def is_running(self) -> bool:
        return self.child.is_running

    def start(self, patience: float = 30) -> None:
        """The server answers and has loaded what it kept."""
        make_home(self.home)
        self.socket.parent.mkdir(mode=0o700, exist_ok=True)
        self.child.start_until(self.is_ready, patience)

    def stop(self) -> None:
        self.child.stop()

    def is_ready(self) -> bool:
        """Whether our own child, not one that is just leaving, answers and has read its file."""
        facts = self._facts()
        return f"process_id:{self.child.pid}\r\n" in facts and "loading:0\r\n" in facts

    def _facts(self) -> str:
        """What Valkey says of itself; asked by hand, because the client library retries for seconds."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"INFO server persistence\r\n")
                return connection.recv(16_384).decode()
            except OSError:
                return ""
