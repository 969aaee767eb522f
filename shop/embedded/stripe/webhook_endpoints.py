"""Where the shop wants to be told, and the secret with which each message is signed."""

import secrets

from . import errors
from .account import Account
from .parameters import address, refuse_unknown, required

KNOWN = {"url", "enabled_events", "description", "metadata", "api_version"}


def create(account: Account, parameters: dict) -> dict:
    refuse_unknown(parameters, KNOWN)
    required(parameters, "url")
    wanted = required(parameters, "enabled_events")
    return register(account, address(parameters, "url"), secret=f"whsec_{secrets.token_hex(16)}", wanted=wanted)


def register(account: Account, url: str, *, secret: str, wanted: list[str]) -> dict:
    """The endpoint for ``url``; one that exists already takes the new secret, so that a restart adds none."""
    fields = {"url": url, "secret": secret, "enabled_events": list(wanted), "status": "enabled"}
    known = next(account.ledger.newest("webhook_endpoint", url=url), None)
    if known is None:
        return account.ledger.add("webhook_endpoint", "we", **fields)
    account.ledger.save(known | fields)
    return known | fields


def delete(account: Account, parameters: dict, identifier: str) -> dict:
    endpoint = account.ledger.find("webhook_endpoint", identifier)
    account.ledger.remove(endpoint)
    account.ledger.query("delete from deliveries where endpoint = ? and not delivered", identifier)
    return {"id": identifier, "object": "webhook_endpoint", "deleted": True}


def find(account: Account, identifier: str) -> dict | None:
    try:
        return account.ledger.find("webhook_endpoint", identifier)
    except errors.StripeError:
        return None
