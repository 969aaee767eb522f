"""The hosted Checkout page: one form, mended field by field, that ends in the shop."""

import re
import time

from .. import cards, checkout_sessions, currencies, payment_methods
from ..account import Account
from ..errors import PaymentRefused
from ..http import Answer, Request, redirect
from .layout import Markup, fragment, joined, page
from .words import Words

FIELDS = (  # name, type, autocomplete, inputmode, width on the page
    ("email", "email", "email", "email", "wide"),
    ("number", "text", "cc-number", "numeric", "wide"),
    ("expiry", "text", "cc-exp", "numeric", "half"),
    ("cvc", "text", "cc-csc", "numeric", "half"),
    ("name", "text", "cc-name", "text", "wide"),
)
KEPT = ("email", "name")  # card data is never sent back to the browser
SHOWN_CARDS = (
    ("4242424242424242", "card_works"),
    ("4000002760003184", "card_asks"),
    ("4000008400001629", "card_asks_declined"),
    ("4000000000000002", "card_declined"),
    ("4000000000009995", "card_funds"),
    ("4000000000000069", "card_expired"),
    ("4000000000000127", "card_cvc"),
    ("4000000000005126", "card_refund_fails"),
    ("4000000000000259", "card_disputed"),
)


def show(account: Account, request: Request, identifier: str) -> Answer:
    """The form; the way back to the shop where the session is paid, a closed page where it expired."""
    session = account.ledger.find("checkout.session", identifier)
    if session["status"] != "open":
        return _ended(request, session)
    failure = _refused_by_bank(account, session) if "refused" in request.query else {}
    return _form(account, request, session, session["customer_details"] or {}, failure)


def submit(account: Account, request: Request, identifier: str) -> Answer:
    """Tries the card: to the shop when it pays, to the bank when that asks, else the form again with what is wrong."""
    session = account.ledger.find("checkout.session", identifier)
    if session["status"] != "open":
        return _ended(request, session)
    typed = {name: str(request.parameters.get(name, "")).strip() for name, *_ in FIELDS}
    typed["email"] = session["customer_email"] or typed["email"]
    number, (month, year) = re.sub(r"[\s-]", "", typed["number"]), _expiry(typed["expiry"])
    wrong = _faults(typed, number, month, year)
    if wrong:
        return _form(account, request, session, typed, wrong, status=422)
    method = payment_methods.of_number(account, number, month=month, year=year, name=typed["name"])
    return _paid(account, request, session, typed, method)


def _paid(account: Account, request: Request, session: dict, typed: dict, method: dict) -> Answer:
    try:
        intent = checkout_sessions.pay(account, session, method, email=typed["email"], name=typed["name"])
    except PaymentRefused as refusal:
        return _form(account, request, session, typed, _by_field(refusal.body["error"]), status=402)
    if intent["status"] == "requires_action":
        return redirect(intent["next_action"]["redirect_to_url"]["url"])
    return redirect(checkout_sessions.way_back(session), after_telling_of=session["id"])


def _ended(request: Request, session: dict) -> Answer:
    if session["status"] == "complete":
        return redirect(checkout_sessions.way_back(session))
    words = Words.spoken_by(request, session["locale"])
    content = fragment("message", title=words["ended"], text=words["expired_text"], link=_way_out(words, session))
    return page(words, title=words["ended"], content=content, status=410)


def _faults(typed: dict, number: str, month: int, year: int) -> dict[str, str]:
    """Field → the name of the sentence that says how to mend it."""
    today = time.gmtime()[:2]
    found = (
        cards.number_fault(number),
        cards.expiry_fault(month, year, (today[0], today[1])),
        cards.cvc_fault(typed["cvc"], number),
    )
    wrong = {str(fault.field): fault.code for fault in found if fault}
    if not typed["name"]:
        wrong["name"] = "no_name"
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", typed["email"]):
        wrong["email"] = "no_email"
    return wrong


def _expiry(typed: str) -> tuple[int, int]:
    """(month, year) of ``12/34``, ``12 / 2034`` or ``1234``; month 0 where it cannot be read."""
    match = re.fullmatch(r"(\d{1,2})\s*/?\s*(?:20)?(\d{2})", typed)
    return (int(match[1]), 2000 + int(match[2])) if match else (0, 0)


def _refused_by_bank(account: Account, session: dict) -> dict[str, str]:
    intent = account.ledger.find("payment_intent", session["payment_intent"])
    return _by_field(intent["last_payment_error"] or {"code": "generic_decline"})


def _by_field(error: dict) -> dict[str, str]:
    """What the bank said, beside the field it concerns; ``number`` where it concerns the card as a whole."""
    field = {"incorrect_cvc": "cvc", "expired_card": "expiry"}.get(error["code"], "number")
    reason = error.get("decline_code") or error["code"]
    return {field: reason}


def _form(
    account: Account, request: Request, session: dict, typed: dict, wrong: dict[str, str], status: int = 200
) -> Answer:
    words = Words.spoken_by(request, session["locale"])
    amount = currencies.displayed(session["amount_total"], session["currency"])
    minutes_left = max(1, (session["expires_at"] - account.ledger.now()) // 60)
    content = fragment(
        "checkout",
        title=words["total"],
        amount=amount,
        lines=joined(_line(line) for line in session["_lines"]),
        alert=fragment("alert", text=words["fix"]) if wrong else "",
        details=words["details"],
        fields=joined(_field(words, session, field, typed, wrong) for field in FIELDS),
        pay=words.say("pay", amount=amount),
        closes=words.say("minutes", minutes=str(minutes_left)),
        back=_way_out(words, session),
        cards=words["cards"],
        cards_hint=words["cards_hint"],
        card_list=joined(fragment("card", number=_spaced(number), does=words[does]) for number, does in SHOWN_CARDS),
    )
    leads_to = (session["success_url"], session["cancel_url"])
    return page(words, title=words.say("pay_title", amount=amount), content=content, status=status, leads_to=leads_to)


def _line(line: dict) -> Markup:
    name = line["description"] if line["quantity"] == 1 else f"{line['description']} × {line['quantity']}"
    return fragment("line", name=name, amount=currencies.displayed(line["amount_total"], line["currency"]))


def _field(words: Words, session: dict, field: tuple, typed: dict, wrong: dict[str, str]) -> Markup:
    name, kind, autocomplete, inputmode, width = field
    fault = wrong.get(name)
    value = (typed.get(name) or "") if name in KEPT else ""
    fixed = name == "email" and session["customer_email"]
    return fragment(
        "field",
        **{"name": name, "type": kind, "autocomplete": autocomplete, "inputmode": inputmode, "width": width},
        label=words[name],
        value=fixed or value,
        invalid="true" if fault else "false",
        fault=fragment("fault", name=name, text=words.of_decline({"code": fault})) if fault else "",
        readonly=Markup(" readonly") if fixed else "",
    )


def _way_out(words: Words, session: dict) -> Markup:
    if not session["cancel_url"]:
        return Markup("")
    return fragment("back", url=session["cancel_url"], text=words["back"])


def _spaced(number: str) -> str:
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
