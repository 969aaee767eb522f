from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel import audit


class Command(BaseCommand):
    help = "Reads the audit log from its first entry and fails at the first that is not as it was written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kept", default="", metavar="NUMBER:DIGEST", help="an anchor from an earlier log line")

    def handle(self, *args: Any, **options: Any) -> None:
        found = audit.check(options["kept"])
        if found.broken_at is not None:
            raise CommandError(f"The audit log is broken at entry {found.broken_at}: {found.reason}.")
        self.stdout.write(f"{found.entries} entries, unbroken.")
