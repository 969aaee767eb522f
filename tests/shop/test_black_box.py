"""The whole shop as a scanner sees it: every page and form it can find, every field made hostile, one after another."""

import pytest

from orders.aftersales.models import Return
from tests.browsers import Browser
from tests.membership.staff.factories import a_member_of_staff
from tests.shop.scanner import Scanner
from tests.shop.test_matrix import things

pytestmark = [pytest.mark.django_db, pytest.mark.torture]

SHOP = (
    "/",
    "/zh-hans/",
    "/search/?q=a",
    "/basket/",
    "/coupons/",
    "/account/login/",
    "/account/signup/",
    "/sitemap.xml",
)
__all__ = ["things"]


def scanned(browser, *starts):
    scanner = Scanner(browser)
    scanner.scan(*starts)
    assert scanner.sent > 500
    return scanner


def test_nothing_hostile_breaks_a_page_for_a_stranger(things):
    assert scanned(Browser(), *SHOP).findings == []


def test_nothing_hostile_breaks_a_page_for_a_member(things):
    browser, named = things
    own = (f"/orders/{named['order']}/", f"/checkout/payment/{named['unpaid']}/", "/checkout/", "/account/")
    assert scanned(browser, *own, *SHOP).findings == []


def test_nothing_hostile_breaks_a_page_of_the_office(things):
    browser = Browser()
    browser.force_login(a_member_of_staff("owner"))
    asked = Return.objects.get().pk
    assert scanned(browser, "/backoffice/", f"/backoffice/returns/{asked}/").findings == []
