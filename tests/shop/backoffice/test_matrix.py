"""Who may open what: every address of the back office by every kind of visitor. A new address needs a row."""

import pytest

from membership.staff import policy
from tests.membership.staff.factories import a_member_of_staff, a_shopper
from tests.shop.backoffice.routes import address_of, names

pytestmark = pytest.mark.django_db

#: Address → the right to read it and the right to change it.
MATRIX = {
    "today": ("office.enter", "office.enter"),
    "search": ("office.enter", "office.enter"),
    "orders": ("orders.view", "orders.view"),
    "orders-export": ("exports", "exports"),
    "pick-slips": ("orders.view", "orders.view"),
    "shipments": ("orders.ship", "orders.ship"),
    "order-pushes": ("orders.view", "orders.view"),
    "push-revival": ("orders.ship", "orders.ship"),
    "order": ("orders.view", "orders.view"),
    "order-shipment": ("orders.ship", "orders.ship"),
    "order-cancellation": ("orders.cancel", "orders.cancel"),
    "order-refund": ("orders.refund", "orders.refund"),
    "order-refund-again": ("orders.refund", "orders.refund"),
    "order-note": ("orders.view", "orders.view"),
    "returns": ("returns.view", "returns.view"),
    "return": ("returns.view", "returns.view"),
    "return-photograph": ("returns.view", "returns.view"),
    "return-approval": ("returns.answer", "returns.answer"),
    "return-rejection": ("returns.answer", "returns.answer"),
    "return-question": ("returns.answer", "returns.answer"),
    "return-receipt": ("returns.receive", "returns.receive"),
    "return-inspection": ("returns.receive", "returns.receive"),
    "return-replacement": ("returns.receive", "returns.receive"),
    "return-refund": ("orders.refund", "orders.refund"),
    "promotions": ("promotions.view", "promotions.view"),
    "promotions-export": ("exports", "exports"),
    "coupons-export": ("exports", "exports"),
    "new-promotion": ("promotions.edit", "promotions.edit"),
    "new-promotion-preview": ("promotions.edit", "promotions.edit"),
    "promotion": ("promotions.view", "promotions.edit"),
    "promotion-preview": ("promotions.edit", "promotions.edit"),
    "promotion-start": ("promotions.edit", "promotions.edit"),
    "promotion-stop": ("promotions.edit", "promotions.edit"),
    "promotion-copies": ("promotions.edit", "promotions.edit"),
    "coupons": ("promotions.view", "promotions.view"),
    "new-coupon": ("promotions.edit", "promotions.edit"),
    "coupon": ("promotions.view", "promotions.edit"),
    "coupon-start": ("promotions.edit", "promotions.edit"),
    "coupon-stop": ("promotions.edit", "promotions.edit"),
    "coupon-copies": ("promotions.edit", "promotions.edit"),
    "coupon-codes": ("promotions.edit", "promotions.edit"),
    "invoices": ("invoices.view", "invoices.view"),
    "invoice": ("invoices.view", "invoices.view"),
    "payments": ("orders.refund", "orders.refund"),
    "payment-resolution": ("orders.refund", "orders.refund"),
    "unsold-export": ("exports", "exports"),
    "reviews": ("reviews.view", "reviews.view"),
    "review-photograph": ("reviews.view", "reviews.view"),
    "review-approval": ("reviews.judge", "reviews.judge"),
    "review-rejection": ("reviews.judge", "reviews.judge"),
    "review-reply": ("reviews.judge", "reviews.judge"),
    "products": ("products.view", "products.view"),
    "new-product": ("products.edit", "products.edit"),
    "shelves": ("products.edit", "products.edit"),
    "product": ("products.view", "products.edit"),
    "shelf": ("products.edit", "products.edit"),
    "photos": ("products.edit", "products.edit"),
    "photo-uploads": ("products.edit", "products.edit"),
    "photo-arrangement": ("products.edit", "products.edit"),
    "categories": ("products.view", "products.edit"),
    "category": ("products.edit", "products.edit"),
    "tags": ("products.view", "products.edit"),
    "tag": ("products.edit", "products.edit"),
    "tag-removal": ("products.edit", "products.edit"),
    "stock": ("stock.view", "stock.view"),
    "sku": ("stock.view", "stock.view"),
    "stock-receipt": ("stock.edit", "stock.edit"),
    "stock-count": ("stock.edit", "stock.edit"),
    "stock-write-off": ("stock.edit", "stock.edit"),
    "kpis": ("kpis.view", "kpis.view"),
    "kpi-dictionary": ("kpis.view", "kpis.view"),
    "kpi-months": ("kpis.view", "kpis.view"),
    "kpi-days": ("kpis.view", "kpis.view"),
    "kpi-rows": ("kpis.view", "kpis.view"),
    "kpis-json": ("kpis.view", "kpis.view"),
    "focus": ("content.edit", "content.edit"),
    "focus_new": ("content.edit", "content.edit"),
    "focus_image": ("content.edit", "content.edit"),
    "focus_removal": ("content.edit", "content.edit"),
    "staff": ("staff.edit", "staff.edit"),
    "member": ("staff.edit", "staff.edit"),
    "deactivation": ("staff.edit", "staff.edit"),
    "reactivation": ("staff.edit", "staff.edit"),
    "factor-removal": ("staff.edit", "staff.edit"),
    "members": ("members.view", "members.view"),
    "membership": ("members.view", "members.view"),
    "membership-points": ("members.edit", "members.edit"),
    "membership-level": ("members.edit", "members.edit"),
    "levels": ("members.view", "levels.edit"),
    "audit": ("audit.view", "audit.view"),
    "audit-export": ("audit.view", "audit.view"),
    "audit-verification": ("audit.view", "audit.view"),
    "letters": ("operations.view", "operations.view"),
    "letter-revival": ("operations.view", "operations.view"),
    "settings": ("settings.edit", "settings.edit"),
    "thresholds": ("settings.edit", "settings.edit"),
}

#: Read by programs too, so strangers get 401 instead of a form to log in, and shoppers a plain refusal.
FOR_PROGRAMS = {"kpis-json"}


def test_every_address_has_a_row():
    assert sorted(MATRIX) == sorted(names())


def asked(browser):
    """The status of each address, read and then changed by an empty form."""
    for name in MATRIX:
        address = address_of(name)
        yield name, browser.get(address), browser.post(address)


@pytest.mark.parametrize("role", policy.ROLES)
def test_a_role_opens_what_its_rights_open_and_nothing_else(client, role):
    client.force_login(a_member_of_staff(role))
    wrong = [
        (name, read.status_code, changed.status_code)
        for name, read, changed in asked(client)
        if not (is_as_meant(read, role, MATRIX[name][0]) and is_as_meant(changed, role, MATRIX[name][1]))
    ]
    assert wrong == []


def is_as_meant(answer, role, right):
    """What nobody may do (405) may be said to anybody."""
    return answer.status_code == 405 or is_let_in(answer) == policy.may([role], right)


def is_let_in(answer):
    """Past the lock: whatever comes then, be it 404 or 422, is the page's own answer."""
    return answer.status_code not in (401, 403) and "/account/login/" not in answer.get("Location", "")


def test_a_shopper_finds_nothing(client):
    client.force_login(a_shopper())
    wrong = [
        (name, read.status_code, changed.status_code)
        for name, read, changed in asked(client)
        if name not in FOR_PROGRAMS and (read.status_code, changed.status_code) != (404, 404)
    ]
    assert wrong == []


def test_a_stranger_is_sent_to_log_in(client):
    wrong = [
        (name, read.status_code, changed.status_code)
        for name, read, changed in asked(client)
        if name not in FOR_PROGRAMS and (is_let_in(read) or is_let_in(changed))
    ]
    assert wrong == []


@pytest.mark.parametrize("visitor", ["stranger", "shopper"])
def test_a_program_without_the_right_is_refused_plainly(client, visitor):
    if visitor == "shopper":
        client.force_login(a_shopper())
    for name in FOR_PROGRAMS:
        assert client.get(address_of(name)).status_code in (401, 403)
