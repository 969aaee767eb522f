"""The merchant's coupons: drafted, started, stopped, copied; what is wrong is said and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kernel import clock
from kernel.models import AuditEntry
from promotions.coupons import services
from promotions.coupons.models import Coupon, Voucher
from tests.membership.staff.factories import a_shopper
from tests.orders.factories import a_stock, an_order
from tests.promotions.coupons.factories import a_coupon, the_terms, use

pytestmark = pytest.mark.django_db

NEW = "/backoffice/promotions/coupons/new/"


def moment(days):
    return timezone.localtime(clock.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def the_form(**changes):
    return {
        **{"name_en": "Sixty off", "name_zh_hans": "满八百减六十", "kind": "claim", "code": "", "gain": "Absolute"},
        **{"value": "60", "minimum": "800", "goods": "all", "validity": "end", "per_person": "1"},
        **{"starts_at": moment(0), "ends_at": moment(7)},
        **changes,
    }


def address(coupon, *more):
    return "/".join(["/backoffice/promotions/coupons", str(coupon.pk), *more, ""])


def test_a_coupon_is_drafted_started_and_stopped(office):
    office.post(NEW, the_form())
    coupon = Coupon.objects.get()
    assert (coupon.state, coupon.name_zh_hans) == ("draft", "满八百减六十")
    for step, state in (("start", "running"), ("stop", "stopped"), ("start", "stopped")):
        office.post(address(coupon, step))
        coupon.refresh_from_db()
        assert coupon.state == state
    told = AuditEntry.objects.filter(subject=f"coupon:{coupon.pk}").order_by("number")
    assert list(told.values_list("action", "actor")) == [
        (f"coupon.{what}", "owner@shop.example") for what in ("created", "started", "stopped")
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ends_at": moment(-1)}, "The end is before the start"),
        ({"gain": "Percentage", "value": "100"}, "No order is lowered by more than 80 per cent"),
        ({"value": "0"}, "more than nothing"),
        ({"value": ""}, "Say how much"),
        ({"gain": "free piece"}, "claimed by members and costs points"),
        ({"gain": "free piece", "points": "500"}, "Choose the products of which a piece is given"),
        ({"value": "700"}, "Ask for more"),
        ({"value": "-5"}, "greater than or equal to 0"),
        ({"goods": "categories"}, "Choose at least one category"),
        ({"goods": "products"}, "Name at least one SKU"),
        ({"goods": "products", "skus": "NO-SUCH-1"}, "We sell nothing with this code: NO-SUCH-1."),
        ({"kind": "code", "code": "A B!"}, "Four to 32 letters"),
        ({"validity": "days"}, "Say for how many days"),
        ({"name_zh_hans": ""}, "This field is required"),
        ({"per_person": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(office, wrong, said):
    page = office.post(NEW, the_form(**wrong))
    shown = page.content.decode()
    assert page.status_code == 422 and said in shown
    assert 'value="Sixty off"' in shown
    assert not Coupon.objects.exists()


def test_the_same_is_said_in_chinese(office):
    shown = office.post(f"/zh-hans{NEW}", the_form(ends_at=moment(-1))).content.decode()
    assert "结束时间早于开始时间" in shown


def test_a_name_or_code_of_another_coupon_is_refused_at_its_field(office):
    office.post(NEW, the_form(kind="code", code="SIXTY"))
    page = office.post(NEW, the_form(kind="code", code="OTHER"))
    assert page.status_code == 422 and "Another offer has this name" in page.content.decode()
    page = office.post(NEW, the_form(kind="code", code="sixty", name_en="Other", name_zh_hans="另一张"))
    assert page.status_code == 422 and "Another coupon has this code" in page.content.decode()
    assert Coupon.objects.count() == 1


def test_of_a_running_coupon_the_end_and_the_number_change_and_the_promise_stays(office):
    coupon = a_coupon(total=10)
    office.post(
        address(coupon), the_form(name_en="Now", name_zh_hans="现在", value="1", total="20", ends_at=moment(30))
    )
    coupon = Coupon.objects.select_related("offer__benefit").get()
    assert (coupon.name_en, coupon.total, coupon.offer.benefit.value) == ("Now", 20, 10)
    assert coupon.ends_at > clock.now() + timedelta(days=29)
    assert coupon.vouchers.get().end_datetime == coupon.ends_at


def test_fewer_than_are_out_cannot_be(office):
    coupon = a_coupon(total=10)
    for _ in range(3):
        services.claim(user=a_shopper(), coupon_id=coupon.pk)
    page = office.post(address(coupon), the_form(name_en="Few", name_zh_hans="少", total="2"))
    assert page.status_code == 422 and "3 are out already." in page.content.decode()


def test_a_copy_is_a_draft_under_another_name(office):
    original = a_coupon()
    office.post(address(original, "copies"))
    office.post(address(original, "copies"))
    copies = Coupon.objects.exclude(pk=original.pk).order_by("pk")
    assert [copy.state for copy in copies] == ["draft", "draft"]
    assert [copy.name_en for copy in copies] == [f"{original.name_en} (copy {number})" for number in (2, 3)]


def test_codes_are_made_and_taken_out_as_csv(office):
    coupon = a_coupon(kind="code", code="")
    office.post(address(coupon, "codes"), {"count": "30"})
    lines = b"".join(office.get(address(coupon, "codes")).streaming_content).decode().split()
    assert lines[0] == "code,used" and len(set(lines)) == 31
    assert {line.partition(",")[0] for line in lines[1:]} == set(Voucher.objects.values_list("code", flat=True))
    made = AuditEntry.objects.filter(action="coupon.codes").get()
    assert made.after == {"made": 30}


@pytest.mark.parametrize("count", ["0", "10001", "many", ""])
def test_an_impossible_number_of_codes_makes_none(office, count):
    coupon = a_coupon(kind="code", code="")
    office.post(address(coupon, "codes"), {"count": count})
    assert not Voucher.objects.exists()


def test_the_figures_count_what_was_used_less_what_came_back(office):
    coupon = a_coupon(kind="code", per_person=9)
    for _ in range(3):
        order = use(coupon)
    services.give_back(order=order)
    page = office.get(address(coupon)).content.decode()
    assert "<dt>Used by orders</dt><dd>2</dd>" in page


def test_the_list_costs_the_same_for_one_coupon_and_for_twenty(office, django_assert_max_num_queries):
    for number in range(20):
        coupon = a_coupon()
        services.claim(user=a_shopper(email=f"list-{number}@example.com"), coupon_id=coupon.pk)
    services.draft_coupon(terms=the_terms())
    an_order()
    office.get("/backoffice/promotions/coupons/")
    with django_assert_max_num_queries(18):
        page = office.get("/backoffice/promotions/coupons/")
    assert page.content.decode().count("<tr>") == 22


def test_a_good_for_the_points_mall_is_one_piece_for_nothing(office):
    stock = a_stock()
    piece = {"gain": "free piece", "value": "", "minimum": "", "points": "500", "total": "10"}
    office.post(NEW, the_form(**piece, goods="products", skus=stock.partner_sku))
    coupon = Coupon.objects.get()
    benefit = coupon.offer.benefit
    assert (coupon.points, coupon.total, benefit.value, benefit.max_affected_items) == (500, 10, 100, 1)
    office.post(address(coupon, "start"))
    assert stock.product.title in office.get("/points-mall/").text
    assert 'value="free piece" selected' in office.get(address(coupon)).text
