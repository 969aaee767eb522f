"""Hosted Checkout: one page for one payment, open until it is paid, expired or called off."""

from urllib.parse import urlencode

from . import currencies, errors, payment_intents
from .account import Account
from .events import announce
from .parameters import address, integer, mapping, refuse_unknown, required

KNOWN = {
    *(
        "mode",
        "line_items",
        "success_url",
        "cancel_url",
        "client_reference_id",
        "customer",
        "customer_email",
        "metadata",
    ),
    *("payment_intent_data", "payment_method_types", "expires_at", "locale", "submit_type"),
}
SHORTEST, LONGEST = 30 * 60, 24 * 60 * 60  # seconds a session may stay open; Stripe's own limits


def create(account: Account, parameters: dict) -> dict:
    refuse_unknown(parameters, KNOWN)
    if required(parameters, "mode") != "payment":
        raise errors.invalid("The stand-in knows one mode: payment.", param="mode")
    required(parameters, "success_url")
    lines = [_line(item) for item in required(parameters, "line_items")]
    total, currency = _total(lines)
    expires_at = _expiry(account, parameters)
    session = account.ledger.add(
        "checkout.session",
        "cs_test",
        mode="payment",
        status="open",
        payment_status="unpaid",
        amount_subtotal=total,
        amount_total=total,
        currency=currency,
        expires_at=expires_at,
        locale=parameters.get("locale", "auto"),
        payment_intent=None,
        customer_details=None,
        success_url=address(parameters, "success_url"),
        cancel_url=address(parameters, "cancel_url"),
        **{name: parameters.get(name) for name in ("client_reference_id", "customer", "customer_email")},
        metadata=mapping(parameters, "metadata"),
        _lines=lines,
        _intent=mapping(parameters, "payment_intent_data"),
        _due_at=expires_at,
    )
    session["url"] = f"{account.address}/pay/{session['id']}"
    account.ledger.save(session)
    return session


def retrieve(account: Account, parameters: dict, identifier: str) -> dict:
    return account.ledger.find("checkout.session", identifier)


def line_items(account: Account, parameters: dict, identifier: str) -> dict:
    session = account.ledger.find("checkout.session", identifier)
    return {
        "object": "list",
        "url": f"/v1/checkout/sessions/{identifier}/line_items",
        "has_more": False,
        "data": session["_lines"],
    }


def expire(account: Account, parameters: dict, identifier: str) -> dict:
    refuse_unknown(parameters, set())
    session = account.ledger.find("checkout.session", identifier)
    if session["status"] != "open":
        message = f'Only Checkout Sessions with a status in ["open"] can be expired, not {session["status"]}.'
        raise errors.invalid(message)
    return expired(account, session)


def expired(account: Account, session: dict) -> dict:
    """The session can no longer be paid; a payment that waited for its bank is called off with it."""
    session |= {"status": "expired", "url": None, "_due_at": None}
    account.ledger.save(session)
    if session["payment_intent"]:
        intent = account.ledger.find("payment_intent", session["payment_intent"])
        payment_intents.canceled(account, intent, reason="automatic")
    announce(account, "checkout.session.expired", session)
    return session


def pay(account: Account, session: dict, method: dict, *, email: str | None, name: str | None) -> dict:
    """The intent after this card was tried; a session that is no longer open is left as it is.

    Raises PaymentRefused when the bank says no; the session stays open for another card.
    """
    intent = _intent_of(account, session)
    if session["status"] != "open" or intent["status"] in payment_intents.ENDED:
        return intent
    session |= {"payment_intent": intent["id"], "customer_details": {"email": email, "name": name}}
    account.ledger.save(session)
    intent = payment_intents.pay(account, intent, method)
    complete(account, intent)
    return intent


def complete(account: Account, intent: dict) -> None:
    """Once its payment succeeded the session is complete and paid, and Stripe says so."""
    if intent["status"] != "succeeded" or not intent.get("_session"):
        return
    session = account.ledger.find("checkout.session", intent["_session"])
    if session["status"] != "open":
        return
    session |= {"status": "complete", "payment_status": "paid", "url": None, "_due_at": None}
    account.ledger.save(session)
    announce(account, "checkout.session.completed", session)


def way_back(session: dict) -> str:
    """Where the browser goes after a payment, with the session's id put in where the shop asked for it."""
    return session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])


def page_of(session: dict, **query) -> str:
    return f"/pay/{session['id']}" + (f"?{urlencode(query)}" if query else "")


def _intent_of(account: Account, session: dict) -> dict:
    if session["payment_intent"]:
        return account.ledger.find("payment_intent", session["payment_intent"])
    wanted = session["_intent"]
    return payment_intents.opened(
        account,
        amount=session["amount_total"],
        currency=session["currency"],
        customer=session["customer"],
        description=wanted.get("description"),
        metadata=mapping(wanted, "metadata"),
        _session=session["id"],
    )


def _line(item: dict) -> dict:
    price = mapping(item, "price_data")
    product = mapping(price, "product_data")
    amount, quantity = integer(price, "unit_amount"), integer(item, "quantity", 1)
    if amount < 0 or quantity < 1:
        raise errors.invalid("Invalid positive integer", code="parameter_invalid_integer", param="line_items")
    line = {"object": "item", "description": required(product, "name"), "quantity": quantity}
    return line | {"amount_total": amount * quantity, "currency": required(price, "currency").lower()}


def _total(lines: list[dict]) -> tuple[int, str]:
    currency, *others = {line["currency"] for line in lines}
    if others:
        raise errors.invalid("All line items must have the same currency.", param="line_items")
    return currencies.checked(sum(line["amount_total"] for line in lines), currency)


def _expiry(account: Account, parameters: dict) -> int:
    now = account.ledger.now()
    at = integer(parameters, "expires_at", now + LONGEST)
    if at < now + SHORTEST:
        message = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        raise errors.invalid(message, param="expires_at")
    if at > now + LONGEST:
        message = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        raise errors.invalid(message, param="expires_at")
    return at
