"""The routes of /v1, each request in one transaction together with its idempotency key."""

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterator
from itertools import islice, takewhile

from . import (
    charges,
    checkout_sessions,
    errors,
    events,
    payment_intents,
    payment_methods,
    refunds,
    webhook_endpoints,
)
from .account import Account
from .http import Answer, Request, json_answer
from .ledger import public
from .parameters import integer, mapping

ID = r"(\w+)"
ROUTES: dict[tuple[str, str], Callable[..., dict]] = {
    ("POST", "payment_methods"): payment_methods.create,
    ("GET", f"payment_methods/{ID}"): payment_methods.retrieve,
    ("POST", "payment_intents"): payment_intents.create,
    ("GET", f"payment_intents/{ID}"): payment_intents.retrieve,
    ("POST", f"payment_intents/{ID}/confirm"): payment_intents.confirm,
    ("POST", f"payment_intents/{ID}/cancel"): payment_intents.cancel,
    ("POST", "checkout/sessions"): checkout_sessions.create,
    ("GET", f"checkout/sessions/{ID}"): checkout_sessions.retrieve,
    ("GET", f"checkout/sessions/{ID}/line_items"): checkout_sessions.line_items,
    ("POST", f"checkout/sessions/{ID}/expire"): checkout_sessions.expire,
    ("GET", f"charges/{ID}"): charges.retrieve,
    ("POST", "refunds"): refunds.create,
    ("GET", f"refunds/{ID}"): refunds.retrieve,
    ("GET", f"events/{ID}"): events.retrieve,
    ("POST", "webhook_endpoints"): webhook_endpoints.create,
    ("DELETE", f"webhook_endpoints/{ID}"): webhook_endpoints.delete,
}
# What can be listed, and by which of its fields.
LISTS = {
    "payment_intents": ("payment_intent", ("customer",)),
    "checkout/sessions": ("checkout.session", ("payment_intent", "status", "customer")),
    "charges": ("charge", ("payment_intent",)),
    "refunds": ("refund", ("payment_intent", "charge")),
    "disputes": ("dispute", ("payment_intent", "charge")),
    "events": ("event", ("type",)),
    "webhook_endpoints": ("webhook_endpoint", ()),
}


def answer(account: Account, request: Request) -> Answer:
    """The answer of Stripe's API to one request; refusals are answers too."""
    request_id = f"req_{secrets.token_hex(7)}"
    try:
        _authenticate(request)
        status, body, replayed = _once(account, request)
    except errors.StripeError as refusal:
        return json_answer(refusal.status, refusal.body, Request_Id=request_id)
    headers = {"Idempotent_Replayed": "true"} if replayed else {}
    return Answer(status, body, "application/json", json_answer(status, "", Request_Id=request_id, **headers).headers)


def _authenticate(request: Request) -> None:
    if not request.headers.get("authorization", "").startswith("Bearer sk_test_"):
        raise errors.wrong_key()


def _once(account: Account, request: Request) -> tuple[int, bytes, bool]:
    """(status, body, whether it was given before). Only what was carried out is remembered, as at Stripe."""
    key = request.headers.get("idempotency-key") if request.method == "POST" else None
    with account.ledger.transaction():
        given = _given_before(account, key, request) if key else None
        if given:
            return *given, True
        status, body = _carried_out(account, request)
        if key:
            remember = "insert into answers (key, request, status, body) values (?, ?, ?, ?)"
            account.ledger.query(remember, key, _asked(request), status, body)
        return status, body.encode(), False


def _given_before(account: Account, key: str, request: Request) -> tuple[int, bytes] | None:
    rows = account.ledger.query("select request, status, body from answers where key = ?", key)
    if not rows:
        return None
    asked, status, body = rows[0]
    if asked != _asked(request):
        raise errors.reused_key(key)
    return status, body.encode()


def _asked(request: Request) -> str:
    """What was asked, as a digest: a request may carry a card number, and those are never stored."""
    return hashlib.sha256(f"{request.path}?{request.body}".encode()).hexdigest()


def _carried_out(account: Account, request: Request) -> tuple[int, str]:
    try:
        document = _operation(account, request)
    except errors.PaymentRefused as refusal:
        return refusal.status, json.dumps(refusal.body)
    return 200, json.dumps(_expanded(account, public(document), request.parameters.get("expand", [])))


def _operation(account: Account, request: Request) -> dict:
    path = request.path.removeprefix("/v1/")
    if request.method == "GET" and path in LISTS:
        return _list(account, path, request.parameters)
    for (method, pattern), operation in ROUTES.items():
        match = re.fullmatch(pattern, path)
        if match and method == request.method:
            return operation(account, request.parameters, *match.groups())
    raise errors.invalid(f"Unrecognized request URL ({request.method}: {request.path}).", status=404)


def _list(account: Account, path: str, parameters: dict) -> dict:
    """Newest first, a page at a time, between two moments if asked."""
    kind, fields = LISTS[path]
    where = {name: parameters[name] for name in fields if name in parameters}
    limit = min(integer(parameters, "limit", 10), 100)
    documents = _after(account.ledger.newest(kind, **where), parameters.get("starting_after"))
    found = list(islice(_wanted(documents, parameters), limit + 1))
    data = [public(document) for document in found[:limit]]
    return {"object": "list", "url": f"/v1/{path}", "has_more": len(found) > limit, "data": data}


def _after(documents: Iterator[dict], last_seen: str | None) -> Iterator[dict]:
    if last_seen:
        for document in documents:
            if document["id"] == last_seen:
                break
    return documents


def _wanted(documents: Iterator[dict], parameters: dict) -> Iterator[dict]:
    """Those of the asked types, and since and until the asked moments."""
    types, bounds = parameters.get("types"), mapping(parameters, "created")
    since, until = integer(bounds, "gte", 0), integer(bounds, "lte", 2**40)
    recent = takewhile(lambda document: document["created"] >= since, documents)
    return (
        document
        for document in recent
        if document["created"] <= until and (types is None or document.get("type") in types)
    )


def _expanded(account: Account, document: dict, paths: list[str]) -> dict:
    """``expand[]=payment_intent.latest_charge``: identifiers replaced by what they name."""
    for path in paths:
        name, _, deeper = path.partition(".")
        value = document.get(name)
        found = account.ledger.anything(value) if isinstance(value, str) else value
        if isinstance(found, dict):
            document[name] = _expanded(account, public(found), [deeper] if deeper else [])
    return document
