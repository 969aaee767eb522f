from decimal import Decimal
from uuid import uuid4

import pytest

from catalogue.inventory.models import StockRecord
from kernel import clock
from kernel.models import AuditEntry
from orders import services as orders
from orders.fulfilment import services as fulfilment
from orders.fulfilment.models import CarrierPush, Parcel
from orders.models import LineDiscount
from orders.payments.models import Refund
from tests.membership.staff.factories import a_member_of_staff
from tests.orders.factories import a_stock, an_order
from tests.promotions.test_queries import a_promotion
from tests.shop.backoffice.orders.conftest import NUMBER, a_paid_order

pytestmark = pytest.mark.django_db


def page_of(order, *parts):
    return "/".join(["/backoffice/orders", order.number, *parts, ""])


def ship(browser, order, number=NUMBER, carrier="yuantong", **pieces):
    left = {f"line_{line.pk}": line.quantity for line in order.lines.all()}
    return browser.post(page_of(order, "shipments"), {"carrier": carrier, "number": number, **left, **pieces})


def refund(browser, order, amount, key=None, reason="arrived broken"):
    return browser.post(page_of(order, "refunds"), {"amount": amount, "reason": reason, "key": key or uuid4()})


def last_entry():
    return AuditEntry.objects.latest("number")


def status_of(order):
    order.refresh_from_db()
    return order.status


def test_the_page_says_what_it_is_and_offers_what_can_be_done(warehouse):
    order = a_paid_order()
    page = warehouse.get(page_of(order)).text
    for said in (order.number, "Cactus in terracotta", "¥138.00", "林薇", "武康路 5 号 302 室", "Payment received"):
        assert said in page
    assert "/shipments/" in page
    assert "/refunds/" not in page
    assert "/cancellation/" not in page


def test_an_order_is_shipped_with_carrier_and_number(warehouse):
    order = a_paid_order()
    answer = ship(warehouse, order, "yt 2611-240093715")
    assert answer.status_code == 302
    assert status_of(order) == "shipped"
    page = warehouse.get(page_of(order)).text
    assert "YTO Express YT2611240093715 is on its way." in page
    assert "Parcel handed over" in page
    assert last_entry().actor == "wang@shop.example"
    assert (last_entry().action, last_entry().subject, last_entry().before, last_entry().after) == (
        "orders.shipped",
        f"order:{order.number}",
        {"status": "paid"},
        {"status": "shipped", "parcel": f"yuantong {NUMBER}"},
    )


def test_part_of_an_order_is_shipped_and_the_rest_is_offered_next(warehouse):
    order = a_paid_order(a_stock(), a_stock(title="Plain stool"))
    cacti, stools = order.lines.order_by("pk")
    assert ship(warehouse, order, **{f"line_{cacti.pk}": 0, f"line_{stools.pk}": 1}).status_code == 302
    form = warehouse.get(page_of(order)).context["shipment"]
    assert {name: field.initial for name, field in form.fields.items() if name.startswith("line")} == {
        f"line_{cacti.pk}": 2,
        f"line_{stools.pk}": 1,
    }


@pytest.mark.parametrize("number", ["", "12", "x" * 61, "<script>"])
def test_a_number_the_carrier_does_not_give_out_is_refused_beside_its_field(warehouse, number):
    order = a_paid_order()
    answer = ship(warehouse, order, number)
    assert answer.status_code == 422
    assert "number" in answer.context["shipment"].errors
    assert status_of(order) == "paid"


def test_pieces_that_are_not_there_cannot_be_shipped(warehouse):
    order = a_paid_order()
    line = order.lines.get().pk
    for quantity in ("3", "-1", "1e9", "many"):
        assert ship(warehouse, order, **{f"line_{line}": quantity}).status_code == 422
    assert ship(warehouse, order, **{f"line_{line}": 0}).status_code == 409
    assert not Parcel.objects.exists()


def test_a_double_click_ships_once(warehouse):
    order = a_paid_order()
    assert [ship(warehouse, order).status_code for _ in range(2)] in ([302, 302], [302, 409], [302, 422])
    assert Parcel.objects.count() == 1
    assert StockRecord.objects.get().num_in_stock == 8


def test_the_merchant_who_comes_second_is_told_what_has_happened(warehouse):
    order = a_paid_order()
    orders.record_refund(order=order, amount=order.amount_paid, at=clock.now())
    answer = ship(warehouse, order)
    assert answer.status_code == 409
    assert "it is now “Refunded”" in answer.text
    assert NUMBER in answer.text


def test_a_number_of_another_order_is_refused(warehouse):
    order, other = a_paid_order(), a_paid_order()
    ship(warehouse, other)
    answer = ship(warehouse, order)
    assert "already belongs to another order" in answer.text
    assert status_of(order) == "paid"
    assert AuditEntry.objects.filter(action="orders.shipped").count() == 1


def test_an_unpaid_order_is_cancelled_with_a_reason(support):
    order = an_order()
    answer = support.post(page_of(order, "cancellation"), {"reason": "Asked by phone"})
    assert answer.status_code == 302
    assert status_of(order) == "cancelled"
    assert StockRecord.objects.get().num_allocated == 0
    assert (last_entry().action, last_entry().after) == (
        "orders.cancelled",
        {"status": "cancelled", "reason": "Asked by phone"},
    )
    assert "Asked by phone" in support.get(page_of(order)).text


def test_a_paid_order_is_not_cancelled(support):
    order = a_paid_order()
    answer = support.post(page_of(order, "cancellation"), {"reason": "Asked by phone"})
    assert answer.status_code == 409
    assert "it is now “Paid”" in answer.text
    assert support.post(page_of(order, "cancellation"), {"reason": ""}).status_code == 422


def test_a_refund_is_asked_for_once_however_often_it_is_clicked(support):
    order = a_paid_order()
    key = uuid4()
    assert [refund(support, order, "38.00", key).status_code for _ in range(3)] == [302] * 3
    asked = Refund.objects.get()
    assert (asked.amount, asked.reason, asked.by) == (Decimal("38.00"), "arrived broken", "li@shop.example")
    assert (last_entry().action, last_entry().after) == (
        "orders.refund_requested",
        {"amount": "38.00", "reason": "arrived broken"},
    )
    page = support.get(page_of(order))
    assert page.context["refundable"] == Decimal("100.00")
    assert "Being sent" in page.text
    assert status_of(order) == "paid"


@pytest.mark.parametrize("amount", ["138.01", "0", "-1", "1e9", "NaN", "1.005", "", "all"])
def test_no_more_than_is_left_goes_back(support, amount):
    order = a_paid_order()
    assert refund(support, order, amount).status_code == 422
    assert not Refund.objects.exists()


def test_the_second_of_two_refunds_that_do_not_fit_together_is_refused(support):
    order = a_paid_order()
    refund(support, order, "100.00")
    answer = refund(support, order, "100.00")
    assert answer.status_code == 422
    assert "At most ¥38.00 is left" in answer.text
    assert Refund.objects.count() == 1


def test_a_note_is_for_colleagues_only_and_kept_once(warehouse):
    order, key = a_paid_order(), uuid4()
    for _ in range(2):
        assert warehouse.post(page_of(order, "notes"), {"text": "Wrap it", "key": key}).status_code == 302
    entry = order.timeline.get(kind="note")
    assert (entry.details, entry.by, entry.for_shopper) == ({"text": "Wrap it"}, "wang@shop.example", False)
    assert "Wrap it" in warehouse.get(page_of(order)).text
    assert last_entry().action == "orders.note_added"


@pytest.mark.parametrize(
    ("role", "action", "allowed"),
    [
        ("warehouse", "shipments", True),
        ("warehouse", "refunds", False),
        ("warehouse", "cancellation", False),
        ("support", "shipments", False),
        ("support", "refunds", True),
        ("support", "cancellation", True),
        ("analyst", "notes", False),
    ],
)
def test_each_role_does_its_own_work(client, role, action, allowed):
    client.force_login(a_member_of_staff(role))
    answer = client.post(page_of(a_paid_order(), action), {})
    assert (answer.status_code != 403) is allowed
    assert client.get(page_of(a_paid_order(), action)).status_code in (403, 405)


def test_an_order_that_is_not_there_is_not_found(warehouse):
    assert warehouse.get("/backoffice/orders/0000-0000-0000/").status_code == 404
    assert warehouse.post("/backoffice/orders/0000-0000-0000/notes/", {"text": "x"}).status_code == 404


def test_the_page_costs_the_same_for_one_line_or_ten(office, django_assert_max_num_queries):
    order = a_paid_order(*(a_stock() for _ in range(10)))
    lines = [line.pk for line in order.lines.all()]
    fulfilment.ship_parcel(order=order, carrier="yuantong", number=NUMBER, pieces=dict.fromkeys(lines[:5], 1))
    fulfilment.ship_parcel(order=order, carrier="courier", number="CC0000000001", pieces=dict.fromkeys(lines[5:], 1))
    office.get(page_of(order))
    with django_assert_max_num_queries(18):
        office.get(page_of(order))


def test_the_page_speaks_chinese(office):
    order = a_paid_order()
    page = office.get(f"/zh-hans{page_of(order)}").text
    for words in ("待发货", "运单号", "可退金额", "内部备注"):
        assert words in page


def test_what_took_something_off_is_called_as_the_reader_calls_it_while_it_is_there(office):
    order = a_paid_order()
    promotion = a_promotion(("100", "Absolute", "10"), name_en="Spend and save", name_zh_hans="满减")
    off = {"line": order.lines.get(), "offer": promotion.offers.get(), "amount": Decimal(10)}
    LineDiscount.objects.create(**off, lane="order", name="Save as you spend")
    assert "Spend and save" in office.get(page_of(order)).text
    assert "满减" in office.get(f"/zh-hans{page_of(order)}").text
    promotion.offers.all().delete()
    assert "Save as you spend" in office.get(f"/zh-hans{page_of(order)}").text


def a_push(**fields):
    given = {"source": "kuaidi100", "carrier": "yuantong", "number": NUMBER, "body": b"", "digest": b"1"}
    return CarrierPush.objects.create(**given | fields)


def test_pushes_nobody_could_use_are_listed(warehouse):
    a_push()
    dead = a_push(number="YT1", digest=b"2", dead_at=clock.now(), attempts=6, last_error="ValueError: poison")
    page = warehouse.get("/backoffice/orders/pushes/")
    assert [str(tab.count) for tab in page.context["tabs"]] == ["1", "1"]
    assert NUMBER in page.text
    assert "YTO Express" in page.text
    assert "poison" in warehouse.get("/backoffice/orders/pushes/?view=dead").text
    assert warehouse.post(f"/backoffice/orders/pushes/{dead.pk}/revival/").status_code == 302
    dead.refresh_from_db()
    assert (dead.dead_at, dead.attempts) == (None, 0)
    assert last_entry().action == "orders.push_revived"
    assert "没有失败的推送" in warehouse.get("/zh-hans/backoffice/orders/pushes/?view=dead").text


def test_pushes_that_found_their_parcel_are_not_listed(warehouse):
    ship(warehouse, a_paid_order())
    a_push()
    assert "Every push has found its parcel" in warehouse.get("/backoffice/orders/pushes/").text


def test_today_asks_for_what_has_to_leave_and_what_is_stuck(warehouse):
    late = a_paid_order(hours_ago=30)
    stuck = a_paid_order()
    fulfilment.ship_parcel(order=stuck, carrier="yuantong", number=NUMBER)
    Parcel.objects.update(problem="快件滞留")
    a_push(dead_at=clock.now(), last_error="ValueError: poison")
    page = warehouse.get("/backoffice/").text
    for said in (late.number, "快件滞留", "poison"):
        assert said in page


def test_the_office_search_opens_the_order_it_finds(warehouse):
    order = a_paid_order()
    answer = warehouse.get("/backoffice/search/", {"q": order.number})
    assert answer["Location"] == page_of(order)
