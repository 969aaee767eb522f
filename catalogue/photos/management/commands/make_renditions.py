from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from catalogue.models import ProductImage
from catalogue.photos import services


def _make(name: str) -> None:
    try:
        services.make_renditions(name=name)
    finally:
        connection.close()


class Command(BaseCommand):
    help = "Makes the renditions that are missing: of photographs that have none, or with --all of every photograph."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--all", action="store_true", help="check every photograph's files")
        parser.add_argument("--threads", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        images = ProductImage.objects.all() if options["all"] else ProductImage.objects.filter(widths=[])
        names = sorted(set(images.values_list("original", flat=True)))
        with ThreadPoolExecutor(options["threads"]) as pool:
            for _ in pool.map(_make, names):
                pass
        self.stdout.write(f"{len(names)} photographs are ready.")
