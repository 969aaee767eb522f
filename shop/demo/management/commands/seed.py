from argparse import ArgumentParser
from random import Random
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand

from catalogue.search import services as search
from shop.demo import opening, people, warehouse

EVENTS_PER_VISIT = 6


class Command(BaseCommand):
    help = "Makes a large shop for measurements; the same for the same seed, but for today's date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, count in {"products": 1000, "customers": 500, "orders": 1000, "events": 10_000}.items():
            parser.add_argument(f"--{name}", type=int, default=count)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        random = Random(options["seed"])  # noqa: S311 - a story, not a secret
        self._timed(f"{options['products']} products", lambda: warehouse.stack(options["products"], random))
        members = people.make_members(options["customers"], random, prefix=f"customer{options['seed']}-")
        past = opening.Past(members, options["orders"], options["events"] // EVENTS_PER_VISIT, days=90)
        self._timed(
            f"{options['orders']} orders and about {options['events']} events", lambda: opening.live(past, random)
        )
        self._timed("lists and search", search.reindex)

    def _timed(self, what: str, make: Any) -> None:
        began = monotonic()
        make()
        self.stdout.write(f"{what}: {monotonic() - began:.1f} s")
