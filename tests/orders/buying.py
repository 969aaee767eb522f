"""A shopper at work, by the pages alone."""

import re
import secrets
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.signing import Signer
from django.test import Client

from membership.addresses.services import Destination
from orders.basket import services as basket_services
from orders.basket.queries import Shopper
from orders.checkout import services
from orders.checkout.queries import checkout_of
from shop.cookies import VISITOR

ADDRESS = {
    "email": "lin@example.com",
    "name": "林薇",
    "phone": "13800180018",
    "country": "CN",
    "province": "上海市",
    "city": "市辖区",
    "district": "徐汇区",
    "street": "武康路 5 号 302 室",
    "postcode": "",
}
ABROAD = {
    "email": "ada@example.com",
    "name": "Ada Byron",
    "phone": "+44 20 7946 0958",
    "country": "GB",
    "province": "",
    "city": "London",
    "street": "12 St James's Square",
    "postcode": "SW1Y 4JH",
}


def outcome(answer) -> str | int:
    """What sending the checkout came to: ``placed`` leads on to the payment or the order, ``basket`` back to it."""
    leads_to = answer.get("Location", "")
    return answer.status_code if not leads_to else "basket" if leads_to.endswith("/basket/") else "placed"


@dataclass
class Buyer:
    """A browser. ``form`` is what the last checkout it saw asks to agree to."""

    browser: Client
    form: dict | None = None

    def add(self, stock, quantity=1):
        return self.browser.post("/basket/lines/", {"sku": stock.partner_sku, "quantity": quantity})

    def write(self, **changes):
        """What is typed is kept, and nothing ordered yet."""
        return self.send(redraw="1", **changes)

    def send(self, **changes):
        return self.browser.post("/checkout/", {**ADDRESS, "method": "standard", **changes})

    def see_checkout(self):
        page = self.browser.get("/checkout/")
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
        self.form = {name: value for name, value in hidden if name != "csrfmiddlewaretoken"}
        return page

    def come_to_checkout(self, stock, quantity=1):
        self.browser.get("/basket/")
        self.add(stock, quantity)
        self.write()
        return self.see_checkout()

    def place(self, **changes):
        return self.browser.post("/checkout/", {**self.form, **changes})


def a_buyer() -> Buyer:
    return Buyer(Client())


def a_ready_buyer(*stocks, quantity=1, code="") -> Buyer:
    """A guest on the checkout of an order for these, brought there by the commands: quicker than by the pages."""
    shopper = Shopper(None, secrets.token_hex(16))
    for stock in stocks:
        basket_services.add(shopper=shopper, stock=stock, quantity=quantity)
    if code:
        basket_services.use_code(shopper=shopper, code=code, user=AnonymousUser())
    home = Destination("林薇", "+8613800180018", "CN", "上海市", "市辖区", "徐汇区", "武康路 5 号 302 室")
    checkout = checkout_of(shopper)
    checkout.draft.fill_in(typed={}, destination=home, email="lin@example.com", method="standard")
    services.keep_draft(draft=checkout.draft)
    browser = Client()
    browser.cookies[VISITOR] = Signer(salt="shop.visitors").sign(shopper.visitor_id)
    form = {
        "form_key": checkout.draft.form_key,
        "seen_pieces": checkout.quote.pieces_fingerprint,
        "seen_total": str(checkout.quote.total),
    }
    return Buyer(browser, form)
