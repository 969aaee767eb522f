"""Levers for tests and demonstrations, under /_control: faults, the clock, held webhooks, a shopper with no browser."""

from dataclasses import asdict

from . import cards, charges, checkout_sessions, deliveries, errors, payment_intents, payment_methods
from .account import Account
from .http import Answer, Request, json_answer
from .timetable import do_what_is_due


def answer(account: Account, request: Request) -> Answer:
    lever = LEVERS.get((request.method, request.path.removeprefix("/_control/")))
    try:
        if lever is None:
            raise errors.invalid("No such lever.", status=404)
        return json_answer(200, lever(account, request.parameters))
    except errors.StripeError as refusal:
        return json_answer(refusal.status, refusal.body)


def order_fault(account: Account, wanted: dict) -> dict:
    return asdict(account.faults.order(wanted))


def waiting_faults(account: Account, wanted: dict) -> list[dict]:
    return account.faults.waiting()


def clear_faults(account: Account, wanted: dict) -> list:
    account.faults.clear()
    return []


def put_clock_ahead(account: Account, wanted: dict) -> dict:
    """Puts the stand-in's clock ``seconds`` ahead of the true time (0 puts it right) and does what became due."""
    account.ledger.seconds_ahead = float(wanted["seconds"])
    do_what_is_due(account)
    return {"now": account.ledger.now()}


def pay(account: Account, wanted: dict) -> dict:
    """Pays ``session`` with ``card`` as a shopper would; ``challenge`` (pass, fail) answers a bank that asks."""
    number = wanted.get("card", "4242424242424242")
    with account.ledger.transaction():
        session = account.ledger.find("checkout.session", wanted["session"])
        method = payment_methods.of_number(account, number, month=12, year=2034)
        try:
            intent = checkout_sessions.pay(account, session, method, email=session["customer_email"], name=None)
            if intent["status"] == "requires_action" and "challenge" in wanted:
                intent = payment_intents.answer_challenge(account, intent, passed=wanted["challenge"] == "pass")
                checkout_sessions.complete(account, intent)
        except errors.PaymentRefused as refusal:
            return refusal.body
    return {
        "payment_intent": intent["id"],
        "status": intent["status"],
        "return_to": checkout_sessions.way_back(session),
    }


def dispute(account: Account, wanted: dict) -> dict:
    with account.ledger.transaction():
        charge = next(account.ledger.newest("charge", payment_intent=wanted["payment_intent"]))
        return charges.disputed(account, charge, reason=wanted.get("reason", "fraudulent"))


def release_webhooks(account: Account, wanted: dict) -> dict:
    return {"released": deliveries.release_held(account, newest_first=wanted.get("order") == "newest_first")}


def delivery_log(account: Account, wanted: dict) -> list[dict]:
    return deliveries.log_of(account)


def card_list(account: Account, wanted: dict) -> list[str]:
    return [card.number for card in cards.CARDS]


LEVERS = {
    ("POST", "faults"): order_fault,
    ("GET", "faults"): waiting_faults,
    ("DELETE", "faults"): clear_faults,
    ("POST", "clock"): put_clock_ahead,
    ("POST", "payments"): pay,
    ("POST", "disputes"): dispute,
    ("POST", "webhooks/release"): release_webhooks,
    ("GET", "webhooks"): delivery_log,
    ("GET", "cards"): card_list,
}
