from typing import Any

from django.core.management.base import BaseCommand

from catalogue.search import services


class Command(BaseCommand):
    help = "Makes the rows that lists and search read anew for every product on shelf."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{services.reindex()} products can be found.")
