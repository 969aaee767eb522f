import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from catalogue.models import Product
from shop.operations import translations


class Command(BaseCommand):
    help = "Brings the demo's database, words and static files up to date; quick where they are."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        translations.compile_all(settings.BASE_DIR)
        self._migrate()
        self._collect_static_files()
        self._fill_the_shop()

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("Making the tables")
            call_command("migrate", verbosity=0)

    def _collect_static_files(self) -> None:
        stamp = settings.DATA_DIR / "static.stamp"
        fingerprint = _fingerprint_of_static_files()
        if not stamp.exists() or stamp.read_text() != fingerprint:
            self._say("Collecting static files")
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            stamp.write_text(fingerprint)

    def _fill_the_shop(self) -> None:
        if "seed_demo" in get_commands() and not Product.objects.exists():
            self._say("Filling the shop")
            with transaction.atomic():  # interrupted, it leaves an empty shop to be filled next time, not half a one
                call_command("seed_demo")

    def _say(self, what: str) -> None:
        self.stdout.write(what)
        self.stdout.flush()


def _fingerprint_of_static_files() -> str:
    """Changes when a file comes, goes or is written: names, sizes and times, not contents."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
