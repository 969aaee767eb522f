"""Every change that staff make leaves who, when, before, after and from where. A new address that changes something
needs a scenario."""

from uuid import uuid4

import pytest

from catalogue.models import ProductImage
from catalogue.reviews.models import ProductReview
from kernel import clock
from kernel.models import AuditEntry
from kernel.thresholds import values
from membership.staff import services as staff
from orders.aftersales import services as aftersales
from orders.fulfilment.models import CarrierPush
from orders.payments.models import PaymentAlert
from promotions.coupons import services as coupons
from promotions.models import Promotion
from shop.backoffice.templatetags.audit import changes
from tests.catalogue.factories import a_category, a_picture, a_product, a_tag
from tests.membership.accounts.apps import an_app_of
from tests.membership.staff.factories import a_member_of_staff, a_shopper
from tests.orders.aftersales.factories import a_delivered_order, a_request, approve, bring_to_inspection
from tests.orders.aftersales.test_pages import variants
from tests.orders.factories import an_order
from tests.promotions.coupons.factories import a_coupon, the_terms
from tests.shop.backoffice.factories import a_sku
from tests.shop.backoffice.members.test_members import the_levels
from tests.shop.backoffice.orders.conftest import NUMBER, a_paid_order, a_refund_that_came_back
from tests.shop.backoffice.pictures import a_picture as uploaded_picture
from tests.shop.backoffice.promotions.test_coupons import the_form as coupon_form
from tests.shop.backoffice.promotions.test_promotions import the_form as promotion_form
from tests.shop.backoffice.routes import address_of, names
from tests.shop.backoffice.test_products import filled
from tests.shop.backoffice.test_today import dead_letter
from tests.shop.content.test_focus import an_image

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def at_stock(move):
    def scenario(browser):
        form = {"quantity": 3, "note": "counted", "key": uuid4()}
        return browser.post(address_of(f"stock-{move}", pk=a_sku("POT").pk), form)

    return scenario


def at_order(name, make, **form):
    def scenario(browser):
        order = make()
        pieces = {f"line_{line.pk}": line.quantity for line in order.lines.all()}
        return browser.post(address_of(name, number=order.number), {"key": uuid4(), **pieces, **form})

    return scenario


def ship_many(browser):
    row = {"order": a_paid_order().number, "carrier": "yuantong", "number": NUMBER}
    return browser.post(address_of("shipments"), row)


def revive_push(browser):
    push = CarrierPush.objects.create(
        source="yuantong", carrier="yuantong", number=NUMBER, body=b"{}", digest=b"1", dead_at=clock.now()
    )
    return browser.post(address_of("push-revival", pk=push.pk))


def resolve_alert(browser):
    alert = PaymentAlert.objects.create(kind=PaymentAlert.Kind.UNKNOWN, subject="pi_1", details={"paid": 1})
    return browser.post(address_of("payment-resolution", pk=alert.pk))


def add_staff(browser):
    return browser.post(address_of("staff"), {"email": "new@shop.example", "roles": ["support"]})


def change_roles(browser):
    return browser.post(address_of("member", pk=a_member_of_staff("support").pk), {"roles": ["analyst"]})


def deactivate(browser):
    return browser.post(address_of("deactivation", pk=a_member_of_staff("support").pk))


def reactivate(browser):
    person = a_member_of_staff("support")
    staff.deactivate(user=person)
    return browser.post(address_of("reactivation", pk=person.pk))


def remove_factor(browser):
    person = a_member_of_staff("support")
    an_app_of(person)
    return browser.post(address_of("factor-removal", pk=person.pk))


def new_product(browser):
    kind = a_product().product_class_id
    return browser.post(address_of("new-product"), {"title_en": "Bowl", "kind": kind})


def edit_product(browser):
    product = a_product()
    return browser.post(address_of("product", pk=product.pk), {**filled(browser, product), "title_en": "Bowl"})


def on_shelf(browser):
    return browser.post(address_of("shelf", pk=a_product(on_shelf=False).pk), {"on": "1"})


def several_off_shelf(browser):
    return browser.post(address_of("shelves"), {"product": [a_product().pk], "off": "1"})


def upload_photo(browser):
    file = a_picture()
    file.name = "pot.jpg"
    return browser.post(address_of("photo-uploads", pk=a_product().pk), {"files": [file]})


def arrange_photos(browser):
    product = a_product()
    image = ProductImage.objects.create(product=product, original="photos/pot.jpg")
    form = {f"photo-{image.pk}-place": 1, f"photo-{image.pk}-caption_en": "A pot"}
    return browser.post(address_of("photo-arrangement", pk=product.pk), form)


def add_category(browser):
    return browser.post(address_of("categories"), {"name_en": "Lamps", "name_zh_hans": "灯"})


def change_category(browser):
    form = {"name_en": "Lamps", "name_zh_hans": "灯", "shown": "on"}
    return browser.post(address_of("category", pk=a_category().pk), form)


def add_tag(browser):
    return browser.post(address_of("tags"), {"name_en": "Gift", "name_zh_hans": "礼物"})


def rename_tag(browser):
    return browser.post(address_of("tag", pk=a_tag().pk), {"name_en": "Present", "name_zh_hans": "礼物"})


def delete_tag(browser):
    return browser.post(address_of("tag-removal", pk=a_tag().pk))


def describe_store(browser):
    names_and_intros = {f"{field}_{code}": "Mei" for field in ("name", "intro") for code in ("en", "zh_hans")}
    return browser.post(address_of("settings"), names_and_intros)


def focus_words():
    said = {f"{field}_{code}": "Winter" for field in ("title", "button", "alt") for code in ("en", "zh_hans")}
    return {**said, "link": "/search/", "starts_at": "2026-11-01T08:00"}


def plan_focus(browser):
    return browser.post(address_of("focus_new"), {**focus_words(), "picture": uploaded_picture()})


def change_focus(browser):
    return browser.post(address_of("focus_image", pk=an_image().pk), focus_words())


def remove_focus(browser):
    return browser.post(address_of("focus_removal", pk=an_image().pk))


def revive_letter(browser):
    return browser.post(address_of("letter-revival", pk=dead_letter().pk))


def send_refund_again(browser):
    refund = a_refund_that_came_back()
    address = address_of("order-refund-again", number=refund.source.order.number, refund=refund.pk)
    return browser.post(address)


def set_threshold(browser):
    return browser.post(address_of("thresholds"), {**values(), "low stock": 7})


def take_out(name):
    return lambda browser: b"".join(browser.get(address_of(name))) and None


def at_return(name, bring=lambda request: None, wish=None, **form):
    def scenario(browser):
        request = a_request(a_delivered_order(), **(wish or {}))
        bring(request)
        fit = {f"line_{each.line_id}": each.quantity for each in request.lines.all()}
        return browser.post(address_of(f"return-{name}", pk=request.pk), {**fit, **form})

    return scenario


def approved(request):
    approve(request, by="li@shop.example")


def received(request):
    approved(request)
    aftersales.receive(request=request, by="li@shop.example")


def ship_exchange(browser):
    old, new = variants(3)
    order = a_delivered_order(old)
    swaps = {order.lines.get().pk: new.pk}
    request = bring_to_inspection(a_request(order, kind="exchange", reason="wrong_size", swaps=swaps))
    return browser.post(address_of("return-replacement", pk=request.pk), {"carrier": "yuantong", "number": NUMBER})


def write_coupon(browser):
    return browser.post(address_of("new-coupon"), coupon_form())


def at_coupon(name, bring=a_coupon, **form):
    return lambda browser: browser.post(address_of(name, pk=bring().pk), form)


def a_draft_coupon():
    return coupons.draft_coupon(terms=the_terms())


def make_codes(browser):
    coupon = a_coupon(kind="code", code="")
    return browser.post(address_of("coupon-codes", pk=coupon.pk), {"count": 3})


def rename_coupon(browser):
    form = coupon_form(name_en="Seventy off")
    return browser.post(address_of("coupon", pk=a_draft_coupon().pk), form)


def write_promotion(browser):
    return browser.post(address_of("new-promotion"), promotion_form())


def at_promotion(name, *before, **form):
    def scenario(browser):
        write_promotion(browser)
        pk = Promotion.objects.get().pk
        for step in before:
            browser.post(address_of(step, pk=pk))
        return browser.post(address_of(name, pk=pk), form)

    return scenario


def adjust_points(browser):
    form = {"points": 300, "reason": "late parcel", "key": uuid4()}
    return browser.post(address_of("membership-points", pk=a_shopper().pk), form)


def set_level(browser):
    return browser.post(address_of("membership-level", pk=a_shopper().pk), {"level": 4, "reason": "a good customer"})


def edit_levels(browser):
    return browser.post(address_of("levels"), the_levels(**{"level-2-threshold": "600"}))


def at_review(name, *before, **form):
    def scenario(browser):
        review = ProductReview.objects.create(
            product=a_product(), user=a_shopper(), score=4, title="t", body="b", status=0
        )
        for step in before:
            browser.post(address_of(step, pk=review.pk))
        return browser.post(address_of(name, pk=review.pk), form)

    return scenario


#: Address → a change made there that succeeds.
SCENARIOS = {
    "review-approval": at_review("review-approval"),
    "review-rejection": at_review("review-rejection", reason="It names a person."),
    "review-reply": at_review("review-reply", "review-approval", reply="Thank you."),
    "new-coupon": write_coupon,
    "coupon": rename_coupon,
    "coupon-start": at_coupon("coupon-start", a_draft_coupon),
    "coupon-stop": at_coupon("coupon-stop"),
    "coupon-copies": at_coupon("coupon-copies"),
    "coupon-codes": make_codes,
    "new-promotion": write_promotion,
    "promotion": at_promotion("promotion", **promotion_form(name_en="Spend more, save more")),
    "promotion-start": at_promotion("promotion-start"),
    "promotion-stop": at_promotion("promotion-stop", "promotion-start"),
    "promotion-copies": at_promotion("promotion-copies"),
    "membership-points": adjust_points,
    "membership-level": set_level,
    "levels": edit_levels,
    "return-approval": at_return("approval", send_to="Li 0571 8800 0000"),
    "return-rejection": at_return("rejection", words="worn"),
    "return-question": at_return("question", words="which one?"),
    "return-receipt": at_return("receipt", approved),
    "return-inspection": at_return("inspection", received),
    "return-refund": at_return("refund", bring_to_inspection),
    "return-replacement": ship_exchange,
    "order-shipment": at_order("order-shipment", a_paid_order, carrier="yuantong", number=NUMBER),
    "order-cancellation": at_order("order-cancellation", an_order, reason="ordered twice"),
    "order-refund": at_order("order-refund", a_paid_order, amount="10.00", reason="broken"),
    "order-refund-again": send_refund_again,
    "order-note": at_order("order-note", an_order, text="called back"),
    "shipments": ship_many,
    "push-revival": revive_push,
    "payment-resolution": resolve_alert,
    "orders-export": take_out("orders-export"),
    "unsold-export": take_out("unsold-export"),
    "promotions-export": take_out("promotions-export"),
    "coupons-export": take_out("coupons-export"),
    "staff": add_staff,
    "member": change_roles,
    "deactivation": deactivate,
    "reactivation": reactivate,
    "factor-removal": remove_factor,
    "new-product": new_product,
    "product": edit_product,
    "shelf": on_shelf,
    "shelves": several_off_shelf,
    "photo-uploads": upload_photo,
    "photo-arrangement": arrange_photos,
    "categories": add_category,
    "category": change_category,
    "tags": add_tag,
    "tag": rename_tag,
    "tag-removal": delete_tag,
    "stock-receipt": at_stock("receipt"),
    "stock-count": at_stock("count"),
    "stock-write-off": at_stock("write-off"),
    "settings": describe_store,
    "thresholds": set_threshold,
    "letter-revival": revive_letter,
    "focus_new": plan_focus,
    "focus_image": change_focus,
    "focus_removal": remove_focus,
    "audit-export": take_out("audit-export"),
}

#: Takes a form and changes nothing but the verdict it shows.
CHANGES_NOTHING = {"audit-verification", "today", "search", "new-promotion-preview", "promotion-preview"}


def test_every_address_that_changes_something_has_a_scenario(office):
    changing = {name for name in names() if office.post(address_of(name)).status_code != 405}
    exports = {name for name in names() if name.endswith("export")}
    assert (changing - CHANGES_NOTHING) | exports == set(SCENARIOS)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_change_leaves_who_and_from_where(office, name):
    answer = SCENARIOS[name](office)
    assert answer is None or answer.status_code == 302, answer.text
    entry = AuditEntry.objects.exclude(actor="").latest("number")
    assert (entry.actor, entry.ip) == ("owner@shop.example", "127.0.0.1")
    assert entry.before or entry.after
    assert [change.name for change in changes(entry) if change.name in entry.before | entry.after] == []
