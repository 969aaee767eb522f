"""Two tabs at one form: the second is told, keeps what it typed, and decides again."""

import re

import pytest

from promotions.models import Promotion
from shop.content.queries import store_basics
from tests.shop.backoffice.promotions.test_promotions import NEW, the_form

pytestmark = pytest.mark.django_db


def seen_in(browser, address):
    return re.search(r'name="seen" value="(\d+)"', browser.get(address).text)[1]


def test_a_promotion_saved_meanwhile_is_not_overwritten_unasked(office):
    office.post(NEW, the_form())
    address = f"/backoffice/promotions/{Promotion.objects.get().pk}/"
    seen = seen_in(office, address)
    assert office.post(address, the_form(priority="7", seen=seen)).status_code == 302
    second = office.post(address, the_form(priority="8", seen=seen))
    assert second.status_code == 422
    assert "Somebody saved this while you were writing" in second.text
    assert Promotion.objects.get().priority == 7
    again = re.search(r'name="seen" value="(\d+)"', second.text)[1]
    assert office.post(address, the_form(priority="8", seen=again)).status_code == 302
    assert Promotion.objects.get().priority == 8


def test_two_tabs_do_not_undo_each_other_in_the_settings(office):
    address = "/backoffice/settings/"
    said = {f"{field}_{code}": "Mei" for field in ("name", "intro") for code in ("en", "zh_hans")}
    seen = seen_in(office, address)
    assert office.post(address, {**said, "phone": "400 811 0000", "seen": seen}).status_code == 302
    second = office.post(address, {**said, "email": "hello@kiln.example", "seen": seen})
    assert "Somebody saved this while you were writing" in second.text
    assert "hello@kiln.example" in second.text
    assert (store_basics().phone, store_basics().email) == ("400 811 0000", "")
