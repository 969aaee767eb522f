"""A shopper at work, by the pages alone."""

import re
from dataclasses import dataclass

from django.test import Client

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


@dataclass
class Buyer:
    """A browser. ``form`` is the last review form it was given."""

    browser: Client
    form: dict | None = None

    def add(self, stock, quantity=1):
        return self.browser.post("/basket/lines/", {"sku": stock.partner_sku, "quantity": quantity})

    def send_address(self, **changes):
        return self.browser.post("/checkout/address/", {**ADDRESS, **changes})

    def choose(self, method="standard"):
        return self.browser.post("/checkout/delivery/", {"method": method})

    def see_review(self):
        page = self.browser.get("/checkout/review/")
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
        self.form = {name: value for name, value in hidden if name != "csrfmiddlewaretoken"}
        return page

    def come_to_review(self, stock, quantity=1):
        self.browser.get("/basket/")
        self.add(stock, quantity)
        self.send_address()
        self.choose()
        return self.see_review()

    def place(self, **changes):
        return self.browser.post("/checkout/review/", {**self.form, **changes})


def a_buyer() -> Buyer:
    return Buyer(Client())
