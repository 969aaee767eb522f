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


def findings(browser, *starts, doors):
    """What was wrong behind the doors that were found, which are more than so many."""
    scanner = Scanner(browser)
    scanner.scan(*starts)
    assert len(scanner.known) > doors
    return scanner.findings


def test_nothing_hostile_breaks_a_page_for_a_stranger(things):
    assert findings(Browser(), *SHOP, doors=30) == []


def test_nothing_hostile_breaks_a_page_for_a_member(things):
    browser, named = things
    own = (f"/orders/{named['order']}/", f"/checkout/payment/{named['unpaid']}/", "/checkout/", "/account/")
    assert findings(browser, *own, *SHOP, doors=60) == []


def test_nothing_hostile_breaks_a_page_of_the_office(things):
    browser, (_member, named) = Browser(), things
    browser.force_login(a_member_of_staff("owner"))
    asked = Return.objects.get(order__number=named["order"]).pk
    assert findings(browser, "/backoffice/", f"/backoffice/returns/{asked}/", doors=60) == []
