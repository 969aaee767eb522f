"""The page between the basket and the payment, for a guest or a member: what is asked, and kept on the way."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel import clock, outbox
from membership.addresses.services import Destination, keep_address
from membership.messages.models import Message
from orders.checkout.models import Draft
from orders.models import Order
from orders.shipping.models import ClosedArea
from tests.catalogue.factories import a_product
from tests.membership.points.factories import a_shopper_with_points
from tests.orders.buying import ABROAD, ADDRESS, Buyer, a_buyer, outcome
from tests.orders.factories import a_stock

AT_HOME = Destination(
    **{name: value for name, value in ADDRESS.items() if name != "email"} | {"phone": "+8613800180018"}
)


def text(response):
    return " ".join(response.content.decode().split())


def test_a_guest_buys_on_one_page(buyer, stock):
    page = buyer.come_to_checkout(stock, quantity=2)
    assert "¥138.00" in text(page)
    assert outcome(buyer.place()) == "placed"
    page = text(buyer.browser.get(Order.objects.get().get_absolute_url()))
    assert "One step is left: paying" in page
    assert "The payment page cannot be opened just now. Nothing was charged; please try again." in page


@pytest.mark.parametrize(("language", "free"), [("", "free of charge"), ("/zh-hans", "免运费")])
def test_a_delivery_that_costs_nothing_is_called_free_from_the_basket_to_the_mail(buyer, stock, language, free):
    buyer.come_to_checkout(stock, quantity=2)
    pages = ("/basket/", "/checkout/")
    shown = {page: text(buyer.browser.get(language + page)) for page in pages}
    buyer.browser.post(f"{language}/checkout/", buyer.form)
    order = Order.objects.get()
    outbox.deliver_due()
    mail = Message.objects.get(kind="order-placed")
    shown["order"] = text(buyer.browser.get(f"{language}/orders/{order.number}/"))
    shown |= {"mail": mail.text, "mail as drawn": mail.html}
    for place, words in shown.items():
        assert free in words and "¥0.00" not in words, place


def test_the_price_that_stood_struck_in_the_basket_stands_struck_on_the_order(buyer):
    buyer.come_to_checkout(a_product("Wool coat", price="899.00", was="1099.00").stockrecords.get(), quantity=2)
    assert "</span>¥2,198.00</s>" in text(buyer.browser.get("/basket/"))
    buyer.place()
    page = text(buyer.browser.get(Order.objects.get().get_absolute_url()))
    assert "¥1,798.00<br><s" in page and "</span>¥2,198.00</s>" in page


def test_nothing_to_check_out_leads_to_the_basket(buyer, db):
    for page in ("", "points/", "coupon/"):
        assert buyer.browser.get(f"/checkout/{page}")["Location"] == "/basket/"
    response = buyer.browser.post("/checkout/", {"form_key": "made up"}, follow=True)
    assert "Your basket is empty, or was ordered already." in text(response)


def test_an_order_sent_with_nothing_filled_in_asks_for_all_of_it(buyer, stock):
    buyer.browser.get("/basket/")
    buyer.add(stock)
    response = buyer.browser.post("/checkout/", {"form_key": "a-key", "seen_pieces": "", "seen_total": "138.00"})
    assert response.status_code == 422
    for field in ("email", "name", "phone", "province", "street"):
        assert f'href="#id_{field}"' in text(response)
    assert not Order.objects.exists()


def test_another_address_than_was_reckoned_with_is_agreed_to_before_it_is_ordered(buyer, stock):
    buyer.come_to_checkout(stock)
    assert buyer.send(**buyer.form, **ABROAD).status_code == 422  # what goes at home does not go abroad
    response = buyer.send(**{**buyer.form, **ABROAD, "method": "international"})
    assert (response.status_code, "The price has risen to" in text(response)) == (409, True)
    assert not Order.objects.exists()
    buyer.see_checkout()
    assert outcome(buyer.place()) == "placed"


def test_what_it_costs_follows_the_address_while_it_is_typed(buyer, stock):
    buyer.browser.get("/basket/")
    buyer.add(stock)
    assert "Standard delivery" in text(buyer.browser.get("/checkout/"))
    abroad = {**ABROAD, "phone": "", "redraw": "1"}
    page = text(buyer.browser.post("/checkout/", abroad, headers={"HX-Request": "true"}))
    assert "International air parcel" in page and "Standard delivery" not in page
    assert 'id="agreed" data-hx-swap-oob="true"' in page and "<html" not in page
    assert "The courier needs a number to call." not in page


def test_provinces_with_a_delivery_of_their_own_are_named_to_the_page(buyer, stock):
    ClosedArea.objects.create(country="CN", province="上海市", city="市辖区")
    buyer.add(stock)
    apart = re.search('data-apart="([^"]*)"', text(buyer.browser.get("/checkout/")))[1].split()
    assert "上海市" in apart and "浙江省" not in apart


def test_every_button_of_the_page_keeps_what_was_typed(client, stock, django_user_model):
    member = django_user_model.objects.create_user(email="lin@example.com", password="x")
    client.force_login(member)
    buyer = Buyer(client)
    buyer.add(stock)
    for number, button in enumerate(("points/", "coupon/", "")):
        street = f"{number} Harbour Street"
        client.post(f"/checkout/{button}", {**ADDRESS, "street": street, "phone": "", "invoice-title": "Lin"})
        page = text(client.get("/checkout/"))
        assert street in page and 'value="Lin"' in page


def test_the_way_back_from_the_payment_leads_to_the_order_that_waits_for_it(buyer, stock):
    buyer.come_to_checkout(stock)
    buyer.place()
    waits = Order.objects.get()
    assert buyer.browser.get("/checkout/")["Location"] == waits.get_absolute_url()
    assert a_buyer().browser.get("/checkout/")["Location"] == "/basket/"
    Order.objects.update(pay_by=clock.now())
    assert buyer.browser.get("/checkout/")["Location"] == "/basket/"


def test_an_address_without_a_phone_is_refused_and_nothing_typed_is_lost(buyer, stock):
    buyer.browser.get("/basket/")
    buyer.add(stock)
    response = buyer.send(phone="")
    page = text(response)
    assert response.status_code == 422
    assert 'href="#id_phone"' in page and "The courier needs a number to call." in page
    assert "武康路 5 号 302 室" in page
    again = text(buyer.browser.get("/checkout/"))
    assert "武康路 5 号 302 室" in again and "lin@example.com" in again
    assert not Order.objects.exists()


def test_what_was_typed_survives_a_lost_session(buyer, stock):
    buyer.browser.get("/basket/")
    buyer.add(stock)
    buyer.send(phone="")
    buyer.browser.cookies.pop("sessionid", None)
    assert "武康路 5 号 302 室" in text(buyer.browser.get("/checkout/"))


@pytest.mark.parametrize(
    "wrong", [{"phone": "12"}, {"province": "Nowhere"}, {"city": ""}, {"email": "lin@example"}, {"street": ""}]
)
def test_what_is_wrong_is_said_beside_its_field(buyer, stock, wrong):
    buyer.browser.get("/basket/")
    buyer.add(stock)
    response = buyer.send(**wrong)
    assert response.status_code == 422
    assert f'href="#id_{next(iter(wrong))}"' in text(response)


@pytest.mark.parametrize("field", ["street", "email", "country", "nul\0"])
def test_what_no_database_keeps_is_no_address_and_no_error(buyer, stock, field):
    buyer.add(stock)
    answer = buyer.send(phone="", **{field: "a\0b"})
    assert answer.status_code == 422
    assert "\0" not in str(Draft.objects.get().typed)


def test_a_member_chooses_a_saved_address(client, stock, django_user_model):
    member = django_user_model.objects.create_user(email="lin@example.com", password="x")
    kept = keep_address(user=member, destination=AT_HOME)
    client.force_login(member)
    buyer = Buyer(client)
    buyer.add(stock)
    page = buyer.see_checkout()
    assert "武康路 5 号 302 室" in text(page)
    chosen = {"saved": kept.pk, "email": "lin@example.com", "method": "standard"}
    assert outcome(client.post("/checkout/", {**buyer.form, **chosen})) == "placed"
    assert (Order.objects.get().user, Order.objects.get().shipping_address.first_name) == (member, "林薇")


def test_an_address_of_another_members_book_is_none(client, stock, django_user_model):
    member, other = (django_user_model.objects.create_user(email=f"{who}@example.com") for who in ("lin", "wei"))
    theirs = keep_address(user=other, destination=AT_HOME)
    client.force_login(member)
    buyer = Buyer(client)
    buyer.add(stock)
    buyer.see_checkout()
    answer = client.post("/checkout/", {**buyer.form, "saved": theirs.pk, "email": "a@b.cn", "method": "standard"})
    assert answer.status_code == 422 and "武康路" not in text(answer)
    assert not Order.objects.exists()


def test_a_new_address_goes_into_the_book_when_the_order_is_sent(client, stock, django_user_model):
    member = django_user_model.objects.create_user(email="lin@example.com", password="x")
    client.force_login(member)
    buyer = Buyer(client)
    buyer.come_to_checkout(stock)
    buyer.write(keep="1")
    assert not member.addresses.exists()
    buyer.send(**buyer.form, keep="1")
    assert [address.line1 for address in member.addresses.all()] == ["武康路 5 号 302 室"]


def test_a_closed_area_is_said_and_the_basket_stays(buyer, stock):
    ClosedArea.objects.create(country="CN", province="上海市")
    buyer.browser.get("/basket/")
    buyer.add(stock)
    response = buyer.send()
    assert response.status_code == 422
    assert "We do not deliver to this address yet." in text(response)


def test_a_delivery_that_is_not_offered_is_refused(buyer, stock):
    buyer.come_to_checkout(stock)
    for method in ("teleport", "", "air"):
        response = buyer.send(**{**buyer.form, "method": method})
        assert (response.status_code, "That delivery does not go there." in text(response)) == (422, True)
    assert not Order.objects.exists()


def test_points_typed_without_pressing_their_button_are_used(client, stock):
    member = a_shopper_with_points()
    client.force_login(member)
    buyer = Buyer(client)
    buyer.come_to_checkout(stock, quantity=2)
    assert buyer.send(**buyer.form, points="9999999").status_code == 422
    assert outcome(buyer.send(**buyer.form, points="1000")) == "placed"
    assert Order.objects.get().points_spent == 1000


def test_points_taken_out_of_their_field_are_not_used(client, stock):
    client.force_login(a_shopper_with_points())
    buyer = Buyer(client)
    buyer.come_to_checkout(stock, quantity=2)
    client.post("/checkout/points/", {"points": "1000"})
    buyer.see_checkout()
    assert "The price has risen to ¥138.00." in text(buyer.send(**buyer.form, points=""))
    buyer.see_checkout()
    buyer.place()
    assert Order.objects.get().points_spent == 0


def test_a_page_of_five_lines_stays_within_its_budget(buyer, stock, django_assert_max_num_queries):
    buyer.browser.get("/basket/")
    for _ in range(4):
        buyer.add(a_stock())
    buyer.come_to_checkout(stock)
    with django_assert_max_num_queries(22):
        assert buyer.browser.get("/checkout/").status_code == 200


def test_a_whole_purchase_stays_within_a_hundred_queries(db):
    stocks = [a_stock() for _ in range(5)]
    buyer = a_buyer()
    buyer.browser.get("/basket/")
    for stock in stocks:
        buyer.add(stock)
    with CaptureQueriesContext(connection) as spent:
        buyer.browser.get("/basket/")
        buyer.see_checkout()
        buyer.send(**buyer.form)
        buyer.browser.get(Order.objects.get().get_absolute_url())
    assert len(spent) <= 100, len(spent)
