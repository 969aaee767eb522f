from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shop.operations import translations


class Command(BaseCommand):
    help = "Collects the words of every floor (update), says what is not in Chinese yet (check), or compiles (compile)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("task", choices=["update", "check", "compile"])

    def handle(self, *, task: str, **options: Any) -> None:
        if task == "update":
            translations.update(settings.BASE_DIR)
        if task in ("update", "check"):
            self._report(fail=task == "check")
        translations.compile_all(settings.BASE_DIR)

    def _report(self, *, fail: bool) -> None:
        found = translations.problems(settings.BASE_DIR)
        if found and fail:
            raise CommandError("\n".join(found))
        self.stdout.write("\n".join(found) or "Every word is in Chinese.")
