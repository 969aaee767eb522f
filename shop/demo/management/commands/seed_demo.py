from typing import Any

from django.core.management.base import BaseCommand

from catalogue.models import Product
from shop.demo import opening


class Command(BaseCommand):
    help = "Fills an empty shop with the demo's log-ins, products and ninety days of life."

    def handle(self, *args: Any, **options: Any) -> None:
        if Product.objects.exists():
            self.stdout.write("The shop has products already: nothing was added.")
        else:
            opening.open_demo(self.stdout.write)
