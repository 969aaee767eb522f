"""Tells the shop: signed, in parallel and so in no certain order, again and again until it answers 2xx."""

import hashlib
import hmac
import json
import logging
import threading
import time
import urllib.error
import urllib.request

from . import webhook_endpoints
from .account import Account
from .ledger import public

log = logging.getLogger(__name__)

COURIERS = 4
PATIENCE = 10.0  # seconds the shop has to answer
LEASE = 30.0  # a delivery whose courier died is taken up again after this
RETRY_AFTER = (1, 2, 5, 15, 60, 300, 900, 3600)  # seconds, the last one repeated; Stripe itself spreads three days
ATTEMPTS = 80


def signature(body: bytes, secret: str, at: int) -> str:
    """The ``Stripe-Signature`` header: HMAC-SHA256 over ``timestamp.body``."""
    digest = hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class Couriers:
    """Threads that carry due deliveries; ``wake`` is called when new ones may be waiting."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._news = threading.Semaphore(0)
        self._closing = threading.Event()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(COURIERS)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        self._news.release()

    def close(self) -> None:
        self._closing.set()
        for _ in self._threads:
            self.wake()

    def tell_of(self, subject: str) -> None:
        """What is due about an object was carried to the shop once, by this courier or another.

        Stripe holds a browser that has paid for as long as the shop takes to answer, ten seconds at most.
        """
        while delivery := self._claim(subject):
            self._carry(*delivery)

    def _work(self) -> None:
        while not self._closing.is_set():
            delivery = self._claim()
            if delivery:
                self._carry(*delivery)
            else:
                self._news.acquire(timeout=0.5)

    def _claim(self, subject: str | None = None) -> tuple | None:
        """The delivery longest due, of all or about one object, leased to this courier."""
        ledger = self._account.ledger
        with ledger.transaction():
            due = """select d.id, d.event, d.endpoint, d.attempts from deliveries d join documents e on e.id = d.event
                     where not d.delivered and d.due_at <= ?1
                     and (?2 is null or json_extract(e.body, '$.data.object.id') = ?2)
                     order by d.due_at, d.id limit 1"""
            rows = ledger.query(due, time.time(), subject)
            if rows:
                ledger.query("update deliveries set due_at = ? where id = ?", time.time() + LEASE, rows[0][0])
            return rows[0] if rows else None

    def _carry(self, delivery: int, event_id: str, endpoint_id: str, attempts: int) -> None:
        event = self._account.ledger.find("event", event_id)
        endpoint = webhook_endpoints.find(self._account, endpoint_id)
        if endpoint is None:
            return
        answer = _posted(endpoint, json.dumps(public(event)).encode())
        delivered = answer.startswith("2")
        log.info("%s %s -> %s", event["type"], event_id, answer)
        retry_at = time.time() + RETRY_AFTER[min(attempts, len(RETRY_AFTER) - 1)]
        due_at = retry_at if not delivered and attempts + 1 < ATTEMPTS else None
        self._record(delivery, event, answer, due_at, delivered)

    def _record(self, delivery: int, event: dict, answer: str, due_at: float | None, delivered: bool) -> None:
        ledger = self._account.ledger
        with ledger.transaction():
            ledger.query(
                "update deliveries set attempts = attempts + 1, answer = ?, due_at = ?, delivered = ? where id = ?",
                *(answer, due_at, delivered, delivery),
            )
            if delivered:
                event = ledger.find("event", event["id"])
                ledger.save(event | {"pending_webhooks": max(0, event["pending_webhooks"] - 1)})


def release_held(account: Account, *, newest_first: bool) -> int:
    """Held deliveries become due now, one moment apart, in the order they happened or the reverse; returns how many."""
    order = "desc" if newest_first else "asc"
    with account.ledger.transaction():
        held = account.ledger.query(
            f"select id from deliveries where due_at is null and not delivered and attempts = 0 order by id {order}"  # noqa: S608
        )
        for place, (delivery,) in enumerate(held):
            due_at = time.time() - 1 + place / 1000
            account.ledger.query("update deliveries set due_at = ? where id = ?", due_at, delivery)
    return len(held)


def log_of(account: Account) -> list[dict]:
    """Every delivery and how it went, oldest first."""
    rows = account.ledger.query(
        """select d.event, json_extract(e.body, '$.type'), d.attempts, d.answer, d.delivered
           from deliveries d join documents e on e.id = d.event order by d.id"""
    )
    names = ("event", "type", "attempts", "answer", "delivered")
    return [dict(zip(names, row, strict=True)) for row in rows]


def _posted(endpoint: dict, body: bytes) -> str:
    """The status the endpoint answered with, or why it could not be reached."""
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (stand-in)",
        "Stripe-Signature": signature(body, endpoint["secret"], int(time.time())),
    }
    request = urllib.request.Request(endpoint["url"], body, headers)  # noqa: S310 - http(s) only, checked at registration
    try:
        with _DIRECT.open(request, timeout=PATIENCE) as answer:
            return str(answer.status)
    except urllib.error.HTTPError as refused:
        return str(refused.code)
    except OSError as unreachable:
        return f"unreachable: {unreachable}"


# A shop on this machine is never asked through a proxy.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
