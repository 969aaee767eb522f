"""The bank's 3-D Secure page: is it you? Then back to the shop, or to the form for another card."""

import hmac

from .. import checkout_sessions, currencies, errors, payment_intents
from ..account import Account
from ..http import Answer, Request, redirect
from .layout import fragment, page
from .words import Words


def show(account: Account, request: Request, identifier: str) -> Answer:
    intent = _asked(account, request, identifier)
    if intent["status"] != "requires_action":
        return redirect(_way_on(account, intent))
    session = _session_of(account, intent)
    words = Words.spoken_by(request, session["locale"] if session else "auto")
    method = account.ledger.find("payment_method", intent["payment_method"])
    amount = currencies.displayed(intent["amount"], intent["currency"])
    content = fragment(
        "challenge",
        bank=words["bank"],
        title=words["challenge"],
        text=words.say("challenge_text", amount=amount, last4=method["card"]["last4"]),
        complete=words["complete"],
        fail=words["fail"],
    )
    shop = (session["success_url"], session["cancel_url"]) if session else (intent["return_url"],)
    return page(words, title=words["challenge"], content=content, leads_to=shop)


def submit(account: Account, request: Request, identifier: str) -> Answer:
    intent = _asked(account, request, identifier)
    try:
        passed = request.parameters.get("answer") == "complete"
        intent = payment_intents.answer_challenge(account, intent, passed=passed)
        checkout_sessions.complete(account, intent)
    except errors.PaymentRefused:
        intent = account.ledger.find("payment_intent", identifier)
    return redirect(_way_on(account, intent), after_telling_of=intent.get("_session") or "")


def _asked(account: Account, request: Request, identifier: str) -> dict:
    """The intent, for whoever holds the secret of its address."""
    intent = account.ledger.find("payment_intent", identifier)
    if not hmac.compare_digest(request.query.get("secret", ""), intent["client_secret"]):
        raise errors.unknown_object("payment_intent", identifier)
    return intent


def _session_of(account: Account, intent: dict) -> dict | None:
    return account.ledger.anything(intent.get("_session") or "")


def _way_on(account: Account, intent: dict) -> str:
    session = _session_of(account, intent)
    if session is None:
        return intent["return_url"] or "/healthz"
    if session["status"] == "complete":
        return checkout_sessions.way_back(session)
    return account.address + checkout_sessions.page_of(session, refused="")
