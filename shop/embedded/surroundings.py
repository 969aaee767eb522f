"""The environment that every process of one demo shares, and that a second shell is lent.

It is kept in DATA_DIR, readable by us alone: the secrets in it are made once for each data directory.
"""

import json
import secrets
from collections.abc import Mapping, MutableMapping
from pathlib import Path

FILE = "demo.json"
STAND_IN_PORTS_ABOVE = 500
#: What the shop wants to hear of Stripe; docs/operations.md has a merchant choose the same.
STRIPE_EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.payment_failed",
    "payment_intent.processing",
    "charge.refunded",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
)
DEFAULT_DATA_DIR = Path(__file__).parents[2] / ".data"


def data_dir_of(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("DATA_DIR") or DEFAULT_DATA_DIR).resolve()


def prepared(environment: Mapping[str, str]) -> dict[str, str]:
    """What the demo's processes get besides what we were given; written down for a second shell."""
    data_dir = data_dir_of(environment)
    lent = {**_made_once(), **remembered(data_dir), **_of_this_run(environment, data_dir)}
    if not wants_stand_in(environment):
        lent = {name: value for name, value in lent.items() if not name.startswith("STRIPE_")}
    file = data_dir / FILE
    file.touch(mode=0o600)
    file.write_text(json.dumps(lent, indent=2))
    return {**lent, **environment}


def wants_stand_in(environment: Mapping[str, str]) -> bool:
    """Whoever brings a key of Stripe's talks to Stripe."""
    return "STRIPE_API_KEY" not in environment


def remembered(data_dir: Path) -> dict[str, str]:
    """What the last demo of this data directory was given; empty where there was none."""
    file = data_dir / FILE
    return json.loads(file.read_text()) if file.exists() else {}


def lend(environment: MutableMapping[str, str]) -> None:
    """A command from a second shell joins the demo, unless its environment belongs to a shop of its own."""
    if "SECRET_KEY" not in environment:
        for name, value in remembered(data_dir_of(environment)).items():
            environment.setdefault(name, value)


def _made_once() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "STRIPE_API_KEY": f"sk_test_{secrets.token_hex(16)}",
        "STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(16)}",
        "DEMO_PASSWORD": secrets.token_urlsafe(9),
    }


def _of_this_run(environment: Mapping[str, str], data_dir: Path) -> dict[str, str]:
    host = environment.get("HOST", "127.0.0.1")
    port = int(environment.get("PORT", "8000"))
    stand_in = int(environment.get("STRIPE_STAND_IN_PORT", port + STAND_IN_PORTS_ABOVE))
    return {
        "DEMO": "1",
        "STAFF_MFA_REQUIRED": "0",  # the printed password is enough to look round
        "DATA_DIR": str(data_dir),
        "HOST": host,
        "PORT": str(port),
        "STRIPE_STAND_IN_PORT": str(stand_in),
        "STRIPE_API_BASE": f"http://127.0.0.1:{stand_in}",
        "STRIPE_WEBHOOK_URL": f"http://127.0.0.1:{port}/callbacks/stripe/",
        "STRIPE_WEBHOOK_EVENTS": ",".join(STRIPE_EVENTS),
    }
