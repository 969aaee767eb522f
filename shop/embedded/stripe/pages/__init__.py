"""The hosted pages a shopper sees: Checkout and the bank's 3-D Secure page. No script, nothing from elsewhere."""

import re

from .. import errors
from ..account import Account
from ..http import Answer, Request
from . import challenge, checkout
from .layout import not_found, stylesheet

ROUTES = (
    ("GET", r"/pay/(\w+)", checkout.show),
    ("POST", r"/pay/(\w+)", checkout.submit),
    ("GET", r"/3ds/(\w+)", challenge.show),
    ("POST", r"/3ds/(\w+)", challenge.submit),
    ("GET", r"/assets/(stripe\.css)", stylesheet),
)


def answer(account: Account, request: Request) -> Answer:
    for method, pattern, page in ROUTES:
        match = re.fullmatch(pattern, request.path)
        if match and method == request.method:
            return _page(page, account, request, match[1])
    return not_found(request)


def _page(page, account: Account, request: Request, identifier: str) -> Answer:
    try:
        with account.ledger.transaction():
            return page(account, request, identifier)
    except errors.StripeError as refusal:
        if refusal.status != 404:
            raise
        return not_found(request)
