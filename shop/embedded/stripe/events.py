"""What happened, as Stripe's event objects, and to which webhook endpoints it is to be told."""

import time

from .account import Account
from .ledger import public

API_VERSION = "2026-10-28.endive"


def announce(account: Account, kind: str, document: dict, **previous) -> dict:
    """An event with a snapshot of ``document``, one delivery waiting for every endpoint that asked for its kind."""
    told = {"object": public(document)}
    if previous:
        told["previous_attributes"] = previous
    request = {"id": None, "idempotency_key": None}
    fields = {"type": kind, "api_version": API_VERSION, "data": told, "request": request, "pending_webhooks": 0}
    event = account.ledger.add("event", "evt", **fields)
    event["pending_webhooks"] = sum(_schedule(account, event, endpoint) for endpoint in _listening(account, kind))
    account.ledger.save(event)
    return event


def retrieve(account: Account, parameters: dict, identifier: str) -> dict:
    return account.ledger.find("event", identifier)


def _listening(account: Account, kind: str) -> list[dict]:
    endpoints = account.ledger.newest("webhook_endpoint", status="enabled")
    return [endpoint for endpoint in endpoints if {"*", kind} & set(endpoint["enabled_events"])]


def _schedule(account: Account, event: dict, endpoint: dict) -> bool:
    """Queues the delivery unless an ordered fault loses it; held deliveries have no due time until released."""
    strike, kind = account.faults.strike, event["type"]
    if strike("lose", kind):
        return False
    delay, hold, duplicate = strike("delay", kind), strike("hold", kind), strike("duplicate", kind)
    due_at = None if hold else time.time() + (delay.seconds if delay else 0)
    for _copy in range(duplicate.copies if duplicate else 1):
        statement = "insert into deliveries (event, endpoint, due_at) values (?, ?, ?)"
        account.ledger.query(statement, event["id"], endpoint["id"], due_at)
    return True
