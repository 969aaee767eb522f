import json
from argparse import ArgumentParser
from collections.abc import Callable
from random import Random
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand

from catalogue.search import services as search
from shop.demo import opening, people, warehouse

EVENTS_PER_VISIT = 7


class Command(BaseCommand):
    help = "Makes a large shop for measurements; the same for the same seed, but for today's date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, count in {"products": 1000, "customers": 500, "orders": 1000, "events": 10_000}.items():
            parser.add_argument(f"--{name}", type=int, default=count)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--as-json", action="store_true", help="end with the seconds of each part as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        self.seconds: dict[str, float] = {}
        random = Random(options["seed"])  # noqa: S311 - a story, not a secret
        self._timed("products", lambda: warehouse.stack(options["products"], random))
        members = people.make_members(options["customers"], random, prefix=f"customer{options['seed']}-")
        past = opening.Past(members, options["orders"], days=90)
        self._timed("orders", lambda: opening.trade(past, random))
        visits = options["events"] // EVENTS_PER_VISIT
        self._timed("events", lambda: opening.stroll(visits, random, days=90))
        self._timed("lists", search.reindex)
        if options["as_json"]:
            self.stdout.write(json.dumps(self.seconds))

    def _timed(self, what: str, make: Callable[[], Any]) -> None:
        began = monotonic()
        make()
        self.seconds[what] = round(monotonic() - began, 1)
        self.stdout.write(f"{what}: {self.seconds[what]} s")
