"""Where the shop wants to be told, and the secret with which each message is signed."""

import secrets
from collections.abc import Iterable

from . import errors
from .account import Account
from .parameters import address, refuse_unknown, required

FROM_THE_START = "The shop named when the stand-in was started"
KNOWN = {"url", "enabled_events", "description", "metadata", "api_version"}


def create(account: Account, parameters: dict) -> dict:
    refuse_unknown(parameters, KNOWN)
    required(parameters, "url")
    wanted = required(parameters, "enabled_events")
    url, secret = address(parameters, "url"), f"whsec_{secrets.token_hex(16)}"
    return account.ledger.add("webhook_endpoint", "we", **_fields(url, secret, wanted))


def register(account: Account, url: str, *, secret: str, wanted: Iterable[str] = ("*",)) -> dict:
    """The shop this stand-in was started for; started again for another address, it forgets the first."""
    fields = _fields(url, secret, wanted)
    known = next(account.ledger.newest("webhook_endpoint", description=FROM_THE_START), None)
    if known is None:
        return account.ledger.add("webhook_endpoint", "we", description=FROM_THE_START, **fields)
    account.ledger.save(known | fields)
    return known | fields


def delete(account: Account, parameters: dict, identifier: str) -> dict:
    endpoint = account.ledger.find("webhook_endpoint", identifier)
    account.ledger.remove(endpoint)
    account.ledger.query("delete from deliveries where endpoint = ? and not delivered", identifier)
    return {"id": identifier, "object": "webhook_endpoint", "deleted": True}


def _fields(url: str | None, secret: str, wanted: Iterable[str]) -> dict:
    return {"url": url, "secret": secret, "enabled_events": list(wanted), "status": "enabled"}


def find(account: Account, identifier: str) -> dict | None:
    try:
        return account.ledger.find("webhook_endpoint", identifier)
    except errors.StripeError:
        return None
