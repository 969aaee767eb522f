"""What cannot be undone says what will happen before it is done: every act is known as one kind or the other."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from tests.catalogue.factories import a_product
from tests.membership.staff.factories import a_member_of_staff
from tests.shop.backoffice.promotions.test_promotions import NEW, the_form
from tests.shop.backoffice.routes import names

#: Acts that cannot be undone, or that throw somebody out.
FINAL = {
    *("order-cancellation", "order-refund", "return-rejection", "return-refund", "stock-write-off", "tag-removal"),
    *("promotion-stop", "coupon-start", "coupon-stop", "focus_removal", "review-rejection", "payment-resolution"),
    *("deactivation", "factor-removal"),
}
#: Pages, files, and what another act undoes or the next one continues.
NOT_FINAL = {
    *("today", "search", "audit", "audit-export", "audit-verification", "letters", "letter-revival"),
    *(
        "orders",
        "orders-export",
        "order",
        "order-note",
        "order-refund-again",
        "order-shipment",
        "order-pushes",
        "push-revival",
    ),
    *("pick-slips", "shipments", "returns", "return", "return-photograph", "return-approval", "return-question"),
    *("return-receipt", "return-inspection", "return-replacement", "invoices", "invoice", "payments"),
    *("promotions", "promotions-export", "new-promotion", "new-promotion-preview", "promotion", "promotion-preview"),
    *("promotion-start", "promotion-copies", "coupons", "coupons-export", "new-coupon", "coupon", "coupon-copies"),
    *("coupon-codes", "reviews", "review-photograph", "review-approval", "review-reply", "products", "new-product"),
    *("shelves", "product", "shelf", "photos", "photo-uploads", "photo-arrangement", "categories", "category"),
    *("tags", "tag", "stock", "sku", "stock-receipt", "stock-count", "unsold-export", "members", "membership"),
    *("membership-points", "membership-level", "levels", "settings", "thresholds", "focus", "focus_new"),
    *("focus_image", "staff", "member", "reactivation"),
    *("kpis", "kpi-days", "kpis-json", "kpi-dictionary", "kpi-months", "kpi-rows"),
}
FORM = re.compile(r"<form\b[^>]*\{% url 'office:([\w-]+)'[^>]*>(.*?)</form>", re.DOTALL)


def templates():
    [folder] = settings.TEMPLATES[0]["DIRS"]
    return {path: path.read_text() for path in Path(folder).rglob("*.html")}


def test_every_act_is_known_as_final_or_not():
    assert FINAL.isdisjoint(NOT_FINAL)
    assert sorted(names()) == sorted(FINAL | NOT_FINAL)


def test_forms_of_final_acts_have_the_second_step_and_no_other_button():
    forms = [(name, inside) for words in templates().values() for name, inside in FORM.findall(words) if name in FINAL]
    assert len(forms) > 9
    for name, inside in forms:
        assert "components/confirm.html" in inside or not inside.removeprefix("{% csrf_token %}"), name
        assert "<button" not in inside, name


def test_no_dangerous_button_stands_outside_a_second_step():
    pages_of_their_own = {"confirm.html", "deactivate_form.html", "authenticator_confirm_delete.html"}
    alone = [path for path, words in templates().items() if "button danger" in words]
    assert {path.name for path in alone} <= pages_of_their_own


class Steps(HTMLParser):
    """For each address that a page posts to, whether its button is seen only when a second step is opened."""

    def __init__(self, page):
        super().__init__()
        self.action, self.depth, self.found = "", 0, {}
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            self.action = said.get("action", "")
        if tag == "details":
            self.depth += 1
            assert "open" not in said
        if tag == "button" and said.get("type") == "submit":
            self.found[self.action] = self.depth > 0

    def handle_endtag(self, tag):
        self.depth -= tag == "details"


@pytest.fixture
def stopped_at(office):
    """Pages with an act that is final, and where it is posted to."""
    stock = a_product().stockrecords.get()
    office.post("/backoffice/tags/", {"name_en": "Gifts", "name_zh_hans": "礼物"})
    office.post(NEW, the_form())
    [promotion] = re.findall(r"/backoffice/promotions/(\d+)/", office.get("/backoffice/promotions/").text)[:1]
    office.post(f"/backoffice/promotions/{promotion}/start/")
    [tag] = re.findall(r"/backoffice/tags/(\d+)/", office.get("/backoffice/tags/").text)[:1]
    colleague = a_member_of_staff("support", email="lin@shop.example")
    return {
        f"/backoffice/stock/{stock.pk}/": f"/backoffice/stock/{stock.pk}/write-offs/",
        f"/backoffice/tags/{tag}/": f"/backoffice/tags/{tag}/removal/",
        f"/backoffice/promotions/{promotion}/": f"/backoffice/promotions/{promotion}/stop/",
        f"/backoffice/staff/{colleague.pk}/": f"/backoffice/staff/{colleague.pk}/deactivation/",
    }


def test_the_button_is_behind_the_first_step_on_the_page(office, stopped_at):
    for page, act in stopped_at.items():
        assert Steps(office.get(page).text).found[act], act


def test_a_refused_act_comes_back_open_with_its_error(office):
    stock = a_product().stockrecords.get()
    answer = office.post(f"/backoffice/stock/{stock.pk}/write-offs/", {"quantity": "0", "note": "", "key": "not a key"})
    assert answer.status_code == 422
    assert '<details class="confirm" open>' in answer.text
