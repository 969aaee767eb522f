"""Paying as shoppers do, and Stripe's news as it reaches the shop."""

import hashlib
import hmac
import json
import time

from orders.payments import services
from orders.payments.models import CheckoutSession


def site(path: str) -> str:
    return f"http://testserver{path}"


WEBHOOK = "/callbacks/stripe/"


def open_session(order) -> CheckoutSession:
    services.start_payment(order=order, site=site)
    return order.checkout_sessions.latest("opened_at")


def pay(stripe, order, card="4242424242424242", **more) -> CheckoutSession:
    """The order's hosted page is paid at Stripe; the shop has heard nothing of it yet."""
    session = open_session(order)
    stripe.lever("payments", session=session.session_id, card=card, **more)
    return session


def pay_and_settle(stripe, order, **more) -> CheckoutSession:
    session = pay(stripe, order, **more)
    assert services.confirm_return(session_id=session.session_id) is services.Outcome.PAID
    order.refresh_from_db()
    return session


def news_of(stripe, session) -> list[dict]:
    """Stripe's events about one session, its payment and its refunds, in the order they happened."""
    client = stripe.client()
    intent = client.v1.checkout.sessions.retrieve(session.session_id).payment_intent
    events = [event.to_dict() for event in client.v1.events.list({"limit": 100}).data]
    return [event for event in reversed(events) if _is_about(event["data"]["object"], session.session_id, intent)]


def _is_about(thing, session_id, intent_id):
    return thing["id"] in (session_id, intent_id) or (intent_id and thing.get("payment_intent") == intent_id)


def event_of(kind, news):
    return next(event for event in news if event["type"] == kind)


def signed(body: bytes, secret="whsec_new", at=None) -> str:
    at = int(time.time() if at is None else at)
    return f"t={at},v1={hmac.new(secret.encode(), b'%d.' % at + body, hashlib.sha256).hexdigest()}"


def deliver(browser, event, *, secret="whsec_new", at=None, header=None):
    """Posts an event (a dict, or bytes as they are) to the webhook as Stripe does."""
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    header = signed(body, secret, at) if header is None else header
    return browser.post(WEBHOOK, body, content_type="application/json", headers={"Stripe-Signature": header})
