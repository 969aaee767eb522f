from decimal import Decimal

import time_machine

from catalogue.models import AttributeOption, AttributeOptionGroup, ProductAttribute, ProductAttributeValue
from orders.shipping.models import ClosedArea, Method
from orders.shipping.queries import Place, deliveries_to, weight_of
from tests.membership.staff.factories import a_member_of_staff
from tests.orders.factories import a_stock, an_order

SHANGHAI = Place("CN", "上海市", "市辖区", "徐汇区")


def codes(place, **also):
    return [each.code for each in deliveries_to(place, **{"weight": 500, "amount": Decimal(50), **also})]


def test_a_new_shop_delivers_at_home_and_abroad(db):
    assert codes(SHANGHAI) == ["standard", "express"]
    assert codes(Place("GB")) == ["international"]


def test_a_method_that_is_off_or_closed_there_is_not_offered(db):
    Method.objects.filter(code="express").update(is_active=False)
    assert codes(SHANGHAI) == ["standard"]
    ClosedArea.objects.create(country="CN", province="上海市", city="市辖区", district="徐汇区")
    assert codes(SHANGHAI) == []
    assert codes(Place("CN", "上海市", "市辖区", "黄浦区")) == ["standard"]


@time_machine.travel("2026-11-22T07:59:00Z", tick=False)
def test_the_day_is_the_stores(db):
    standard, express = deliveries_to(SHANGHAI, weight=500, amount=Decimal(50))
    assert (str(standard.arrives_on), str(express.arrives_on)) == ("2026-11-25", "2026-11-23")


def test_the_deliveries_are_read_once_in_two_queries(db, django_assert_num_queries):
    for queries in (2, 0):
        with django_assert_num_queries(queries):
            deliveries_to(SHANGHAI, weight=500, amount=Decimal(50))


def test_what_the_merchant_changes_counts_at_once(db):
    assert "express" in codes(SHANGHAI)
    express = Method.objects.get(code="express")
    express.is_active = False
    express.save()
    assert "express" not in codes(SHANGHAI)


def test_a_method_is_called_as_its_reader_calls_it_and_as_written_once_it_is_gone(client, db):
    office = a_member_of_staff("owner")
    Method.objects.filter(code="standard").update(name_en="By road", name_zh_hans="陆运")
    sold = {"user": office, "status": "paid", "shipping_code": "standard", "shipping_method": "Standard delivery"}
    known, gone = an_order(**sold), an_order(**sold | {"shipping_code": "balloon", "shipping_method": "By balloon"})
    client.force_login(office)
    for page in ("/backoffice/orders/{}/", "/backoffice/orders/pick-slips/?order={}"):
        assert "By road" in client.get(page.format(known.number)).text
        assert "陆运" in client.get("/zh-hans" + page.format(known.number)).text
        assert "By balloon" in client.get("/zh-hans" + page.format(gone.number)).text


def test_products_without_a_weight_weigh_half_a_kilogram(db):
    assert weight_of({a_stock().product_id: 3}) == 1500


def test_a_weight_in_words_is_no_weight(db):
    stock = a_stock()
    choices = AttributeOptionGroup.objects.create(name="Weights")
    attribute = ProductAttribute.objects.create(
        product_class=stock.product.product_class, name="Weight", code="weight", type="option", option_group=choices
    )
    light = AttributeOption.objects.create(group=choices, option="Light")
    ProductAttributeValue.objects.create(product=stock.product, attribute=attribute, value_option=light)
    assert weight_of({stock.product_id: 2}) == 1000
