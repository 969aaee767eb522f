"""Nothing on a page runs or loads but what is ours, and browsers are told so."""

import re

import pytest
from django.urls import reverse

from tests.membership.staff.factories import a_member_of_staff, a_shopper
from tests.orders.factories import a_stock, an_order
from tests.shop.backoffice.test_matrix import MATRIX, address_of

#: Scripts of ours come by address; what stands in a page is data for them.
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")[^>]*>", re.IGNORECASE)
INLINE_STYLE = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|href=\"javascript:", re.IGNORECASE)
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def directives(answer):
    words = [part.split() for part in answer["Content-Security-Policy"].split(";") if part.strip()]
    return {name: set(sources) for name, *sources in words}


def pages(client):
    """Every page of the office and the kinds of page of the shop, as their visitors get them."""
    stock, member = a_stock(), a_shopper()
    order = an_order(stock, user=member)
    shop = ["home", "search", "basket:summary", "account_login", "account_signup", "coupons:centre"]
    for address in (*map(reverse, shop), stock.product.get_absolute_url(), "/nothing-here/", "/robots.txt"):
        yield client.get(address)
    client.force_login(member)
    own = ("", "details/", "second-factor/", "points/", "addresses/", "addresses/new/", "coupons/", "orders/")
    for address in (order.get_absolute_url(), *(f"/zh-hans/account/{page}" for page in own)):
        yield client.get(address)
    client.force_login(a_member_of_staff("owner"))
    for name in MATRIX:
        yield client.get(address_of(name))


@pytest.mark.django_db
def test_every_page_lets_the_browser_run_and_load_only_what_is_ours(client):
    seen = 0
    for answer in pages(client):
        told = {name: answer.get(name) for name in SAFE}
        assert told == SAFE, answer.request["PATH_INFO"]
        policy = directives(answer)
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == {"'none'"}
        assert policy["script-src"] == policy["style-src"] == {"'self'"}
        if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            found = INLINE_SCRIPT.findall(answer.text) + INLINE_STYLE.findall(answer.text)
            assert found == [], answer.request["PATH_INFO"]
            seen += 1
    assert seen > 50


@pytest.mark.django_db
def test_cookies_are_for_us_alone(client):
    client.post(reverse("account_login"), {"login": a_shopper().email, "password": "secret"})
    client.get("/basket/")
    assert {"sessionid", "visitor"} <= set(client.cookies)
    for name in ("sessionid", "visitor"):
        assert (client.cookies[name]["httponly"], client.cookies[name]["samesite"]) == (True, "Lax")
