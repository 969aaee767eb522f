from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from orders.imports import services
from orders.imports.policy import COLUMNS


class Command(BaseCommand):
    help = f"Takes over another shop's orders from a CSV file with the columns {', '.join(COLUMNS)}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="read and judge everything, keep nothing")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            with file.open(encoding="utf-8-sig", newline="") as opened:
                report = services.import_orders(file=opened, dry_run=dry_run)
        except (OSError, UnicodeDecodeError, services.UnreadableFile) as error:
            raise CommandError(f"{file}: {error}") from error
        for line, reason in report.refused:
            self.stderr.write(f"{file}:{line}: {reason}")
        would = "would be " if dry_run else ""
        self.stdout.write(
            f"{report.imported} orders {would}imported, {report.known} known before, {len(report.refused)} rows refused"
        )
