"""Servers for one test run, in a second: a copy of a PostgreSQL that was migrated once, and an empty Valkey.

The migrated original is kept until a migration, an app or a pinned package changes. Every run has a folder of its
own, so runs side by side do not meet; what a killed run left behind is cleared away by the next one.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from shop.embedded.addresses import DATABASE, broker_url, database_url, redis_url
from shop.embedded.homes import server_home
from shop.embedded.locks import try_lock, wait_for_lock
from shop.embedded.postgres import SMALL, Postgres
from shop.embedded.valkey import Valkey

FORGETFUL = {
    **SMALL,
    "max_connections": "400",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


class Throwaway:
    """The servers of one test run, started; ``environment_of(folder)`` leads a Django to them."""

    def __init__(self, root: Path, shelf: Path) -> None:
        shelf.mkdir(parents=True, exist_ok=True)
        with wait_for_lock(shelf / "lock"):
            _clear_abandoned_runs(shelf)
            original = _migrated_original(root, shelf)
            self.folder = Path(tempfile.mkdtemp(prefix="run-", dir=shelf))
            self.folder.chmod(0o711)
            self._in_use = wait_for_lock(self.folder / "lock")
            self.postgres = _postgres(self.folder)
            self.postgres.copy(original)
        self.valkey = Valkey(self.folder, log=self.folder / "valkey.log", durable=False)
        self.postgres.start()
        self.valkey.start()

    def stop(self) -> None:
        """Nothing of the run is left, neither process nor file."""
        self.valkey.stop()
        self.postgres.stop()
        _remove(self.folder)
        self._in_use.close()


def environment_of(folder: Path, place: int = 0) -> dict[str, str]:
    """What leads a Django to these servers. Place 0 is the migrated original's; each worker takes another."""
    return {
        "DATABASE_URL": database_url(folder, database_of(place)),
        "REDIS_URL": redis_url(folder, 2 * place),
        "CELERY_BROKER_URL": broker_url(folder, 2 * place + 1),
        "DATA_DIR": str(folder / f"place-{place}"),
        "SECRET_KEY": "of no worth",
        "DEMO": "1",
    }


def database_of(place: int) -> str:
    return f"{DATABASE}_{place}" if place else DATABASE


def fingerprint(root: Path) -> str:
    """Changes when the migrated database could come out differently."""
    digest = hashlib.sha256()
    for path in _what_shapes_it(root):
        digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _what_shapes_it(root: Path) -> list[Path]:
    floors = [package.parent for package in root.glob("*/__init__.py")]
    shapes = ("apps.py", "migrations/*.py")
    found = [path for floor in floors for shape in shapes for path in floor.rglob(shape)]
    return sorted([*found, root / "shop" / "settings.py", root / "shop" / "oscar.py", root / "requirements.lock"])


def _migrated_original(root: Path, shelf: Path) -> Postgres:
    """The stopped PostgreSQL that every run copies, made anew if something that shapes it changed."""
    folder = shelf / f"migrated-{fingerprint(root)}"
    original = _postgres(folder)
    complete = original.home / "complete"
    if not complete.exists():
        for outdated in shelf.glob("migrated-*"):
            _remove(outdated)
        _migrate(root, original)
        complete.touch()
    return original


def _migrate(root: Path, postgres: Postgres) -> None:
    postgres.start()
    try:
        environment = {**os.environ, **environment_of(postgres.data_dir)}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=root, env=environment, check=True)
    finally:
        postgres.stop()


def _postgres(folder: Path) -> Postgres:
    return Postgres(folder, log=folder / "postgres.log", options=FORGETFUL)


def _clear_abandoned_runs(shelf: Path) -> None:
    """Runs whose lock nobody holds any more; their servers died with them."""
    for folder in shelf.glob("run-*"):
        if lock := try_lock(folder / "lock"):
            _remove(folder)
            lock.close()


def _remove(folder: Path) -> None:
    shutil.rmtree(server_home(folder), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
