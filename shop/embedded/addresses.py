"""Where the embedded servers listen, given a data directory. No server is needed to know it."""

from pathlib import Path

from shop.embedded.homes import server_home

USER = DATABASE = "store"


def postgres_sockets(data_dir: Path) -> Path:
    """The folder of PostgreSQL's unix socket; the embedded servers listen on no network."""
    return server_home(data_dir) / "postgres-run"


def database_url(data_dir: Path, database: str = DATABASE) -> str:
    return f"postgres://{USER}@/{database}?host={postgres_sockets(data_dir)}"


def valkey_socket(data_dir: Path) -> Path:
    return server_home(data_dir) / "valkey" / "valkey.sock"


def redis_url(data_dir: Path, number: int = 0) -> str:
    return f"unix://{valkey_socket(data_dir)}?db={number}"


def broker_url(data_dir: Path, number: int = 1) -> str:
    return f"redis+socket://{valkey_socket(data_dir)}?virtual_host={number}"
