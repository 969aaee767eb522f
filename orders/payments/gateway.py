"""Stripe, as few calls as the store needs, in plain dictionaries. Nothing here knows the database.

Every call may be made twice: what changes something carries an idempotency key of ours.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

import stripe
from django.conf import settings
from requests import Session
from requests.utils import get_environ_proxies

CONNECT_SECONDS, ANSWER_SECONDS = 3.0, 15.0
RETRIES = 2


class Unreachable(Exception):
    """No answer that can be trusted; whether Stripe did what was asked is not known. Ask again."""


class Refused(Exception):
    """Stripe understood and said no."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


def open_session(*, wanted: dict[str, Any], key: str) -> dict[str, Any]:
    return _asked(lambda stripe: stripe.v1.checkout.sessions.create(wanted, {"idempotency_key": key}))


def session(session_id: str) -> dict[str, Any]:
    """The checkout session with its PaymentIntent in full, where somebody has tried to pay."""
    wanted = {"expand": ["payment_intent"]}
    return _asked(lambda stripe: stripe.v1.checkout.sessions.retrieve(session_id, wanted))


def expire_session(session_id: str) -> dict[str, Any]:
    """Raises Refused where it is no longer open, be it paid or expired."""
    return _asked(lambda stripe: stripe.v1.checkout.sessions.expire(session_id))


def send_refund(*, intent_id: str, amount: int, refund_id: str) -> dict[str, Any]:
    """``amount`` in minor units; asked twice for the same ``refund_id``, Stripe refunds once."""
    wanted = {"payment_intent": intent_id, "amount": amount, "metadata": {"refund": refund_id}}
    return _asked(lambda stripe: stripe.v1.refunds.create(wanted, {"idempotency_key": f"refund-{refund_id}"}))


def refund_named(refund_id: str, *, intent_id: str) -> dict[str, Any] | None:
    """The refund that carries our id; Stripe forgets idempotency keys after a day, but never a refund."""
    sent = _asked(lambda stripe: stripe.v1.refunds.list({"payment_intent": intent_id, "limit": 100}))
    return next((refund for refund in sent["data"] if refund["metadata"].get("refund") == refund_id), None)


def news_since(instant: datetime, *, kinds: list[str]) -> Iterator[dict[str, Any]]:
    """Stripe's events of these kinds, oldest first, whether or not their webhooks arrived."""
    wanted: dict[str, Any] = {"types": kinds, "created": {"gte": int(instant.timestamp())}, "limit": 100}
    pages = [_asked(lambda stripe: stripe.v1.events.list(wanted))]
    while pages[-1]["has_more"]:
        further = {**wanted, "starting_after": pages[-1]["data"][-1]["id"]}
        pages.append(_asked(lambda stripe, further=further: stripe.v1.events.list(further)))
    return (event for page in reversed(pages) for event in reversed(page["data"]))


def _asked(question: Callable[..., Any]) -> dict[str, Any]:
    try:
        return question(_client(settings.STRIPE_API_KEY, settings.STRIPE_API_BASE)).to_dict()
    except (stripe.InvalidRequestError, stripe.CardError, stripe.IdempotencyError) as refusal:
        raise Refused(str(refusal.user_message or refusal), refusal.code or "") from refusal
    except stripe.StripeError as failure:
        raise Unreachable(str(failure)) from failure


@lru_cache(maxsize=4)
def _client(key: str, address: str) -> stripe.StripeClient:
    if not key:
        raise Unreachable("STRIPE_API_KEY is missing")
    return stripe.StripeClient(
        key,
        base_addresses={"api": address} if address else None,
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(
            timeout=(CONNECT_SECONDS, ANSWER_SECONDS), session=_session(address or stripe.DEFAULT_API_BASE)
        ),
    )


def _session(address: str) -> Session:
    """Looks for the proxy that leads to ``address`` now; requests would go through the environment at every call."""
    session = Session()
    session.proxies, session.trust_env = get_environ_proxies(address), False
    return session
