"""Where the embedded servers listen, given a data directory. No server is needed to know it."""

from pathlib import Path


def database_url(data_dir: Path) -> str:
    return f"postgres://store@/store?host={data_dir / 'run'}"


def valkey_socket(data_dir: Path) -> Path:
    return data_dir / "run" / "valkey.sock"


def redis_url(data_dir: Path) -> str:
    return f"unix://{valkey_socket(data_dir)}?db=0"


def broker_url(data_dir: Path) -> str:
    return f"redis+socket://{valkey_socket(data_dir)}?virtual_host=1"
