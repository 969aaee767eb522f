"""``python -m shop.embedded.stripe --port 8500 --data DIR --webhook-url URL --secret whsec_…``

Each option may also stand in the environment: see ``settings_from``.
"""

import argparse
import logging
import os
import signal
import sys
import threading
from pathlib import Path

from .server import Settings, StandIn


def settings_from(arguments: list[str], environment: dict[str, str]) -> Settings:
    parser = argparse.ArgumentParser(prog="python -m shop.embedded.stripe", description="The Stripe stand-in.")
    parser.add_argument("--port", type=int, default=int(environment.get("STRIPE_STAND_IN_PORT", "8500")))
    parser.add_argument("--data", type=Path, default=Path(environment.get("DATA_DIR", ".data")) / "stripe")
    parser.add_argument("--webhook-url", default=environment.get("STRIPE_WEBHOOK_URL"))
    parser.add_argument("--secret", default=environment.get("STRIPE_WEBHOOK_SECRET"))
    parser.add_argument("--address", default=environment.get("STRIPE_STAND_IN_ADDRESS"), help="how browsers reach it")
    parser.add_argument("--events", default=environment.get("STRIPE_WEBHOOK_EVENTS", "*"), help="kinds, by comma")
    given = parser.parse_args(arguments)
    secret = (given.secret or "").split(",")[0] or None  # the shop accepts several in rotation, Stripe signs with one
    return Settings(given.port, given.data, given.webhook_url, secret, given.address, tuple(given.events.split(",")))


def main() -> None:
    logging.basicConfig(
        level=logging.INFO, stream=sys.stdout, format="%(asctime)s stripe %(message)s", datefmt="%H:%M:%S"
    )
    stand_in = StandIn(settings_from(sys.argv[1:], dict(os.environ)))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: threading.Thread(target=stand_in.close).start())
    stand_in.serve()


if __name__ == "__main__":
    main()
