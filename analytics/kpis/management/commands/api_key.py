from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analytics.kpis import services


class Command(BaseCommand):
    help = "Makes a key for /backoffice/kpis.json and prints it, once; or revokes the key of that name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="who or what reads with it")
        parser.add_argument("--revoke", action="store_true")

    def handle(self, *, name: str, revoke: bool, **_: Any) -> None:
        try:
            if revoke:
                services.revoke_api_key(name=name)
                self.stdout.write(f"{name} opens nothing any more.")
            else:
                self.stdout.write(services.make_api_key(name=name))
        except services.NameTaken as taken:
            raise CommandError(f"There is already a key named {name}.") from taken
        except services.NoSuchKey as missing:
            raise CommandError(f"There is no key named {name} to revoke.") from missing
