"""The basket's page, in both languages, within its budget, and whatever a browser may send."""

from decimal import Decimal

import pytest
from django.contrib.auth.signals import user_logged_in
from django.contrib.messages import get_messages
from django.template import Context, Template

from catalogue.search import services as search
from membership.tiers.models import Rank
from orders.basket import services
from orders.basket.middleware import count_the_basket
from orders.basket.models import Basket, Line
from orders.basket.queries import Shopper
from tests.orders.buying import a_buyer
from tests.orders.factories import a_stock
from tests.promotions.test_queries import a_promotion, a_range, an_offer


def text(response):
    return " ".join(response.content.decode().split())


def test_an_empty_basket_helps_on_and_writes_nothing(buyer):
    page = buyer.browser.get("/basket/")
    assert page.status_code == 200
    assert "Your basket is empty" in text(page)
    assert not Basket.objects.exists()


def test_adding_leads_to_the_basket_with_sums_and_reasons(buyer, stock):
    everything = a_range(includes_all_products=True)
    an_offer(everything, need=("Value", 100), gain=("Absolute", 10), priority=2)
    an_offer(everything, need=("Value", 300), gain=("Absolute", 40), priority=3)
    response = buyer.add(stock, 2)
    assert (response.status_code, response["Location"]) == (302, "/basket/")
    page = text(buyer.browser.get("/basket/"))
    assert "¥128.00" in page
    assert "−¥10.00" in page
    assert "Goods ¥138.00, ¥162.00 to go" in page


def test_the_basket_speaks_chinese(buyer, stock):
    buyer.add(stock)
    page = text(buyer.browser.get("/zh-hans/basket/"))
    assert "购物篮" in page
    assert "去结算" in page


def test_quantity_removal_and_undo(buyer, stock):
    buyer.add(stock)
    line = Line.objects.get()
    buyer.browser.post(f"/basket/lines/{line.pk}/", {"quantity": "3"})
    assert "¥207.00" in text(buyer.browser.get("/basket/"))
    buyer.browser.post(f"/basket/lines/{line.pk}/", {"remove": "1"})
    page = text(buyer.browser.get("/basket/"))
    assert "Removed “Cactus in terracotta”" in page
    buyer.browser.post(f"/basket/lines/{line.pk}/", {"take_back": "1"})
    assert "¥207.00" in text(buyer.browser.get("/basket/"))


@pytest.mark.parametrize("quantity", ["0", "-1", "1000000000", "text", "1.5", "NaN", "", "١", "1e3", "9" * 5000])
def test_a_quantity_that_is_none_is_refused_with_a_sentence(buyer, stock, quantity):
    buyer.add(stock)
    line = Line.objects.get()
    for language, sentence in (
        ("", "Choose a whole number from 1 to 99."),
        ("/zh-hans", "请填写 1 到 99 之间的整数。"),
    ):
        for address in ("/basket/lines/", f"/basket/lines/{line.pk}/"):
            form = {"sku": stock.partner_sku, "quantity": quantity}
            response = buyer.browser.post(language + address, form)
            assert response.status_code == 422
            assert sentence in text(response)
    line.refresh_from_db()
    assert line.quantity == 1


@pytest.mark.parametrize("sku", ["", "unknown", "nul\0", "x" * 5000, "' OR 1=1 --"])
def test_an_unknown_variant_is_not_found(buyer, db, sku):
    response = buyer.browser.post("/basket/lines/", {"sku": sku, "quantity": 1})
    assert response.status_code == 404
    assert "We do not sell this variant" in text(response)
    assert "没有这个规格" in text(buyer.browser.post("/zh-hans/basket/lines/", {"sku": sku}))
    assert not Basket.objects.exists()


def test_a_sold_out_variant_is_refused(buyer, db):
    response = buyer.add(a_stock(on_hand=0))
    assert response.status_code == 409
    assert "sold out" in text(response)
    assert not Basket.objects.exists()


def test_a_price_from_the_browser_is_not_read(buyer, stock):
    form = {"sku": stock.partner_sku, "quantity": 1, "price": "0.01", "price_incl_tax": "0.01", "total": "0.01"}
    buyer.browser.post("/basket/lines/", form)
    assert Line.objects.get().price_incl_tax == Decimal("69.00")


def test_a_kilobyte_of_coupon_is_refused_like_any_other(buyer, stock):
    buyer.add(stock)
    answers = [buyer.browser.post("/basket/codes/", {"code": code}) for code in ("x" * 1024, "UNKNOWN")]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("This code brings nothing now." in text(answer) for answer in answers)


def test_someone_elses_line_is_not_found(buyer, stock):
    buyer.add(stock)
    line = Line.objects.get()
    response = a_buyer().browser.post(f"/basket/lines/{line.pk}/", {"remove": "1"})
    assert response.status_code == 404
    line.refresh_from_db()
    assert line.removed_at is None


def test_logging_in_brings_the_basket_along(buyer, stock, django_user_model):
    member = django_user_model.objects.create_user(email="lin@example.com", password="x")
    lamp = a_stock(title="Lamp")
    services.add(shopper=Shopper(member.pk, ""), stock=lamp, quantity=1)
    buyer.add(stock)
    page = buyer.browser.get("/basket/")
    request = page.wsgi_request
    user_logged_in.send(member.__class__, request=request, user=member)
    assert any("From an earlier visit: Lamp." in str(message) for message in get_messages(request))


def test_five_lines_and_twenty_offers_stay_within_twenty_queries(buyer, django_assert_max_num_queries):
    everything = a_range(includes_all_products=True)
    for priority in range(20):
        an_offer(everything, need=("Value", 1000 + priority), gain=("Percentage", 5), priority=priority)
    for _ in range(5):
        buyer.add(a_stock())
    with django_assert_max_num_queries(20):
        page = buyer.browser.get("/basket/")
    assert "¥345.00" in text(page)


def test_the_count_on_other_pages_costs_one_query(buyer, stock, django_assert_num_queries):
    buyer.add(stock, 3)
    request = buyer.browser.get("/account/login/").wsgi_request
    template = Template("{{ request.basket_count }} {{ request.basket_count }}")
    with django_assert_num_queries(1):
        count_the_basket(lambda request: None)(request)
        assert template.render(Context({"request": request})) == "3 3"


def test_a_demoted_member_is_charged_without_the_discount_of_the_level_that_was(client, django_user_model):
    stock = a_stock(price="100.00")
    member = django_user_model.objects.create_user(email="gold@example.com", password="sesame-7-oil")
    a_promotion((0, "Percentage", 10), lane="line", kind="price", audience="members", least_level=4)
    Rank.objects.update_or_create(user=member, defaults={"level": 4})
    client.force_login(member)
    client.post("/basket/lines/", {"sku": stock.partner_sku, "quantity": 1})
    assert "¥90.00" in text(client.get("/basket/"))
    Rank.objects.filter(user=member).update(level=3)
    page = text(client.get("/basket/"))
    assert "¥90.00" not in page
    assert "For members from level 4 up" in page


def test_the_list_the_product_page_and_the_basket_show_one_price(client, db):
    stock = a_stock(price="100.00", title="Lamp of ash")
    a_promotion((0, "Percentage", 15), lane="line", kind="price")
    search.refresh([stock.product_id])
    client.post("/basket/lines/", {"sku": stock.partner_sku, "quantity": 1})
    for address in ("/search/?q=lamp", "/basket/"):
        page = text(client.get(address))
        assert "¥85.00" in page and "¥100.00" in page, address
    page = text(client.get(stock.product.get_absolute_url()))
    assert "85<small>.00" in page
    assert '"price": "85.00"' in page, "what search engines are told"


def test_an_empty_basket_leads_a_member_whose_session_is_over_to_the_log_in(client, django_user_model):
    assert "/account/login/?next=/basket/" in client.get("/basket/").text
    client.force_login(django_user_model.objects.create_user(email="lin@example.com", password="x"))
    assert "/account/login/?next=/basket/" not in client.get("/basket/").text
