"""The promotion editor: drafted, tried on three baskets, started, stopped, copied; what contradicts itself is said."""

import pytest
from django.utils import timezone

from kernel.models import AuditEntry
from orders.basket.queries import Shopper, contents_of, open_basket_of
from orders.basket.services import add
from promotions.models import Promotion
from tests.orders.factories import a_stock

pytestmark = pytest.mark.django_db

NEW = "/backoffice/promotions/new/"


def tiers(*steps):
    typed = {}
    for number, (need, gain) in enumerate(steps):
        typed |= {f"tier-{number}-need": need, f"tier-{number}-gain": gain}
    return typed


def the_form(*steps, **changes):
    return {
        **{"name_en": "Spend and save", "name_zh_hans": "满减", "kind": "tiers", "gain": "Absolute", "counts": "Value"},
        **{"goods": "all", "audience": "everyone", "priority": "0", "gift_pieces": "1"},
        **tiers(*(steps or (("300", "30"), ("500", "80")))),
        **changes,
    }


def address(promotion, *more):
    return "/".join(["/backoffice/promotions", str(promotion.pk), *more, ""])


def price_of(stock, pieces):
    shopper = Shopper(None, f"{pieces:032d}")
    add(shopper=shopper, stock=stock, quantity=pieces)
    return contents_of(open_basket_of(shopper)).quote.total


def test_a_promotion_prices_nobody_before_its_start_and_nobody_after_its_stop(office):
    stock = a_stock(price="100.00", on_hand=50)
    office.post(NEW, the_form())
    promotion = Promotion.objects.get()
    assert price_of(stock, 5) == 500
    office.post(address(promotion, "start"))
    assert [price_of(stock, pieces) for pieces in (2, 3, 4)] == [200, 270, 370]
    office.post(address(promotion, "stop"))
    assert price_of(stock, 6) == 600
    told = AuditEntry.objects.filter(subject=f"promotion:{promotion.pk}").order_by("number")
    assert set(told.values_list("actor", flat=True)) == {"owner@shop.example"} and told.count() == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (the_form(("500", "80"), ("300", "30")), "Each tier must ask for more"),
        (the_form(("300", "300")), "takes off more than the goods it asks for"),
        (the_form(("300", "0")), "A tier gives nothing"),
        (the_form(**tiers(("", ""), ("", ""))), "Say what must be bought"),
        (the_form(starts_at="2030-01-02T00:00", ends_at="2030-01-01T00:00"), "It ends before it starts"),
        (the_form(starts_at="2020-01-01T00:00", ends_at="2020-02-29T00:00"), "Its end has passed"),
        (the_form(ends_at="2030-02-29T00:00"), "Enter a valid date/time"),
        (the_form(("-300", "30")), "A step cannot be as it stands"),
        (the_form(month_days="32"), "days of the month 1 to 31"),
        (the_form(month_days="eight"), "Write days as numbers"),
        (the_form(kind="gift", gain="Gift"), "Choose the gift"),
        (the_form(kind="gift", gain="Gift", gift="NO-SUCH"), "We have nothing with this code: NO-SUCH."),
        (the_form(("1", "100"), kind="price", gain="Percentage", counts="Count"), "more than any order may be lowered"),
        (the_form(kind="price"), "cannot give that"),
        (the_form(audience="members"), "Choose the level"),
        (the_form(most_uses="0"), "Limits are above nothing"),
        (the_form(("x", "30")), "Enter a number"),
        (the_form(goods="categories"), "Choose at least one category"),
    ],
)
def test_what_contradicts_itself_is_said_and_nothing_typed_is_lost(office, wrong, said):
    page = office.post(NEW, wrong)
    shown = page.content.decode()
    assert page.status_code == 422 and said in shown
    assert all(f'value="{typed}"' in shown for typed in ("满减", wrong["tier-0-need"]) if typed)
    assert not Promotion.objects.exists()


@pytest.mark.parametrize("moment", ["2030-03-31T02:30", "2030-10-27T02:30"])
def test_an_hour_that_the_clocks_leave_out_or_repeat_is_asked_about(office, moment):
    with timezone.override("Europe/Berlin"):
        page = office.post(NEW, the_form(ends_at=moment))
    shown = page.content.decode()
    assert page.status_code == 422 and "The clocks change in this hour" in shown and f'value="{moment}"' in shown
    assert not Promotion.objects.exists()


def test_the_same_is_said_in_chinese(office):
    shown = office.post(f"/zh-hans{NEW}", the_form(("500", "80"), ("300", "30"))).content.decode()
    assert "每一档" in shown


def test_a_promotion_is_tried_on_three_baskets_before_anyone_sees_it(office):
    a_stock(price="100.00", title="Cactus")
    tried = office.post("/backoffice/promotions/preview/", the_form()).content.decode()
    assert tried.count("<dl") == 3
    assert "−¥30.00" in tried and "−¥80.00" in tried and "more and it counts" in tried
    assert not Promotion.objects.exists()


def test_margins_below_zero_and_conflicts_are_warned_of(office):
    a_stock(price="100.00", cost_price="90.00", title="Cactus")
    office.post(NEW, the_form())
    office.post(address(Promotion.objects.get(), "start"))
    tried = office.post("/backoffice/promotions/preview/", the_form(("200", "60"))).content.decode()
    assert "1 SKU can be sold below its cost" in tried and "“Spend and save” lowers some of the same goods" in tried


def test_a_preview_of_what_contradicts_itself_says_so(office):
    tried = office.post("/backoffice/promotions/preview/", the_form(("500", "80"), ("300", "30"))).content.decode()
    assert "Each tier must ask for more" in tried and "<dl" not in tried


def test_what_is_saved_is_what_the_form_shows_again(office):
    sent = the_form(
        *(("2", "10"), ("4", "25")),
        **{"gain": "Percentage", "counts": "Count", "month_days": "8, 18", "weekdays": ["1", "7"]},
        **{"audience": "members", "least_level": "3", "combines": "on", "most_uses_each": "2", "budget": "500"},
    )
    office.post(NEW, sent)
    promotion = Promotion.objects.get()
    assert (promotion.month_days, promotion.weekdays, promotion.least_level) == ([8, 18], [1, 7], 3)
    shown = office.get(address(promotion)).content.decode()
    for value in ("2", "10", "4", "25", "8, 18", "500.00"):
        assert f'value="{value}"' in shown
    office.post(address(promotion), {**sent, "name_en": "Renamed", **tiers(("2", "10"), ("", ""))})
    promotion.refresh_from_db()
    assert (promotion.name_en, promotion.offers.count()) == ("Renamed", 1)


def test_a_first_order_offer_is_for_one_order_of_each_person(office):
    office.post(NEW, the_form(audience="first order"))
    assert Promotion.objects.get().most_uses_each == 1


def test_a_copy_is_a_draft(office):
    office.post(NEW, the_form())
    original = Promotion.objects.get()
    office.post(address(original, "start"))
    office.post(address(original, "copies"))
    copy = Promotion.objects.exclude(pk=original.pk).get()
    assert (copy.status, copy.name_en, copy.name_zh_hans) == ("draft", "Spend and save (copy)", "满减（副本）")
    assert copy.offers.count() == 2


def test_every_copy_has_a_name_of_its_own(office):
    office.post(NEW, the_form())
    original = Promotion.objects.get()
    for _ in range(3):
        office.post(address(original, "copies"))
    named = {copy.name_zh_hans: copy.name_en for copy in Promotion.objects.exclude(pk=original.pk)}
    assert named == {
        "满减（副本）": "Spend and save (copy)",
        "满减（副本 2）": "Spend and save (copy 2)",
        "满减（副本 3）": "Spend and save (copy 3)",
    }


def test_a_name_that_another_promotion_has_is_warned_of_and_not_refused(office):
    office.post(NEW, the_form())
    first = Promotion.objects.get()
    assert "is called" not in office.get(address(first)).text
    alike = the_form(name_en="SPEND and save", name_zh_hans="另一个")
    assert "“Spend and save”, too" in office.post("/backoffice/promotions/preview/", alike).text
    office.post(NEW, alike)
    second = Promotion.objects.exclude(pk=first.pk).get()
    assert "“Spend and save”, too" in office.get(address(second)).text
    assert "还有一个促销也叫“满减”" in office.get(f"/zh-hans{address(second)}").text
    office.post(address(first, "start"))
    office.post(address(first, "stop"))
    assert "is called" not in office.get(address(second)).text


def test_stopping_twice_is_told(office):
    office.post(NEW, the_form())
    promotion = Promotion.objects.get()
    for step in ("start", "stop", "stop"):
        page = office.post(address(promotion, step), follow=True).content.decode()
    assert "It was started or stopped already." in page


def test_the_list_costs_the_same_for_one_promotion_and_for_fifteen(office, django_assert_max_num_queries):
    for number in range(15):
        office.post(NEW, the_form(name_en=f"Number {number}", name_zh_hans=f"第 {number}"))
    office.get("/backoffice/promotions/")
    with django_assert_max_num_queries(18):
        page = office.get("/backoffice/promotions/")
    assert page.content.decode().count("<tr>") == 16


def test_the_promotions_and_the_coupons_leave_as_csv_with_their_figures(office):
    office.post(NEW, the_form(audience="members", least_level="4"))
    text = office.get("/backoffice/promotions/promotions.csv").text
    assert 'Spend and save,"Off the order, in steps",everything,Gold and up,Draft' in text
    assert office.get("/backoffice/promotions/coupons/coupons.csv").text.startswith("\ufeffname,rule,goods")
    assert {"promotions.exported", "coupons.exported"} <= set(AuditEntry.objects.values_list("action", flat=True))
