"""A buyer who knows the way: from a SKU to the thank-you page, through the forms a browser would send."""

import re
from urllib.parse import urljoin

import requests

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FIELD = re.compile(r'<input[^>]*type="hidden"[^>]*name="(form_key|seen_pieces|seen_total)"[^>]*value="([^"]*)"')
ADDRESS = {
    "email": "bench@example.com",
    "name": "林薇",
    "phone": "13800138000",
    "country": "CN",
    "province": "浙江省",
    "city": "杭州市",
    "district": "西湖区",
    "street": "文三路 90 号",
}


class SoldOut(Exception):
    """The shop said so, cleanly."""


class Buyer:
    """One session. ``queries`` adds up what the shop's answers cost."""

    def __init__(self, origin: str) -> None:
        self.origin, self.queries, self.broken = origin, 0, 0
        self.session = requests.Session()
        self.session.headers.update({"User-Agent": "Mozilla/5.0 (bench)", "Accept-Language": "en"})

    def fill_basket(self, *skus: str) -> None:
        """From a page that was looked at before: its form brings the token that every later form needs."""
        for sku in skus:
            self.post("/basket/lines/", sku=sku, quantity="1")

    def place(self, *, points: str = "") -> str:
        """The address where the order is paid, a part of it with points. Raises SoldOut."""
        page = self.get("/checkout/")
        method = re.search(r'name="method"[^>]*value="([^"]+)"', page.text)
        if not method:
            raise SoldOut
        hidden = dict(FIELD.findall(page.text))
        details = {**ADDRESS, "method": method[1], "points": points}
        page = self.post("/checkout/", follow=False, **details, **hidden)
        leads_to = page.headers.get("Location", "")
        if "/pay/" not in leads_to:  # back to the basket, or the page again with what has changed
            raise SoldOut
        return leads_to

    def pay(self, address: str) -> requests.Response:
        """The thank-you page, after a card that needs no more than its number."""
        hosted = self._noted(self.session.get(address))
        form = re.search(r'<form[^>]*action="([^"]*)"', hosted.text)
        action = urljoin(hosted.url, form[1] if form else "")
        card = {"number": "4242424242424242", "expiry": "12/30", "cvc": "123", "name": "Lin Wei"}
        return self._noted(self.session.post(action, data=card))

    def get(self, path: str) -> requests.Response:
        return self._noted(self.session.get(self.origin + path))

    def post(self, path: str, *, follow: bool = True, **data: str) -> requests.Response:
        return self._noted(self.session.post(self.origin + path, data=self._signed(data), allow_redirects=follow))

    def _signed(self, data: dict[str, str]) -> dict[str, str]:
        return {**data, "csrfmiddlewaretoken": self.session.cookies.get("csrftoken", "")}

    def _noted(self, answer: requests.Response) -> requests.Response:
        for each in (*answer.history, answer):
            counted = re.search(r'desc="(\d+) quer', each.headers.get("Server-Timing", ""))
            self.queries += int(counted[1]) if counted else 0
            self.broken += each.status_code >= 500
        return answer
