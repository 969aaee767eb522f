from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analytics.rollups import services
from kernel import clock


class Command(BaseCommand):
    help = "Recomputes the daily metrics: of the given days, or of every day that changed. Twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="YYYY-MM-DD")

    def handle(self, *, first: date | None, last: date | None, **_: Any) -> None:
        if first or last:
            last = last or clock.today()
            rollup = services.roll_up_range(first or last, last) if (first or last) <= last else None
        else:
            rollup = services.roll_up_changed()
        if not rollup:
            raise CommandError("--from is after --to.")
        seconds = (rollup.finished_at - rollup.started_at) / timedelta(seconds=1)
        self.stdout.write(f"{rollup.days} days counted from {rollup.first_day} in {seconds:.1f} s")
