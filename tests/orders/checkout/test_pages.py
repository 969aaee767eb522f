"""The steps from the basket to the order, as a guest or a member walks them: what is asked, and kept on the way."""

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
from tests.orders.buying import ABROAD, ADDRESS, Buyer, a_buyer
from tests.orders.factories import a_stock


def text(response):
    return " ".join(response.content.decode().split())


def test_a_guest_buys_in_three_steps(buyer, stock):
    page = buyer.come_to_review(stock, quantity=2)
    assert "¥138.00" in text(page)
    response = buyer.place()
    order = Order.objects.get()
    assert (response.status_code, response["Location"]) == (307, f"/checkout/payment/{order.number}/")
    assert "One step is left: paying" in text(buyer.browser.get(order.get_absolute_url()))


@pytest.mark.parametrize(("language", "free"), [("", "free of charge"), ("/zh-hans", "免运费")])
def test_a_delivery_that_costs_nothing_is_called_free_from_the_basket_to_the_mail(buyer, stock, language, free):
    buyer.come_to_review(stock, quantity=2)
    pages = ("/basket/", "/checkout/delivery/", "/checkout/review/")
    shown = {page: text(buyer.browser.get(language + page)) for page in pages}
    buyer.browser.post(f"{language}/checkout/review/", buyer.form)
    order = Order.objects.get()
    outbox.deliver_due()
    mail = Message.objects.get(kind="order-placed")
    shown["order"] = text(buyer.browser.get(f"{language}/orders/{order.number}/"))
    shown |= {"mail": mail.text, "mail as drawn": mail.html}
    for place, words in shown.items():
        assert free in words and "¥0.00" not in words, place


def test_the_price_that_stood_struck_in_the_basket_stands_struck_on_the_order(buyer):
    buyer.come_to_review(a_product("Wool coat", price="899.00", was="1099.00").stockrecords.get(), quantity=2)
    assert "</span>¥2,198.00</s>" in text(buyer.browser.get("/basket/"))
    buyer.place()
    page = text(buyer.browser.get(Order.objects.get().get_absolute_url()))
    assert "¥1,798.00<br><s" in page and "</span>¥2,198.00</s>" in page


def test_nothing_to_check_out_leads_to_the_basket(buyer, db):
    for page in ("", "address/", "delivery/", "review/"):
        assert buyer.browser.get(f"/checkout/{page}")["Location"] == "/basket/"
    response = buyer.browser.post("/checkout/review/", {"form_key": "made up"}, follow=True)
    assert "Your basket is empty, or was ordered already." in text(response)


def test_an_order_sent_before_its_steps_are_done_leads_to_the_step_that_is_missing(buyer, stock):
    buyer.browser.get("/basket/")
    buyer.add(stock)
    unfinished = {"form_key": "a-key", "seen_pieces": "", "seen_total": "138.00"}
    buyer.browser.post("/checkout/review/", unfinished)
    buyer.send_address()
    buyer.choose()
    buyer.see_review()
    buyer.send_address(**ABROAD)
    response = buyer.browser.post("/checkout/review/", buyer.form, follow=True)
    assert response.redirect_chain[-1][0] == "/checkout/delivery/"
    assert "Nothing was ordered yet: this step is still to be done." in text(response)
    assert not Order.objects.exists()


def test_the_way_back_from_the_payment_leads_to_the_order_that_waits_for_it(buyer, stock):
    buyer.come_to_review(stock)
    buyer.place()
    waits = Order.objects.get()
    assert buyer.browser.get("/checkout/review/")["Location"] == waits.get_absolute_url()
    assert a_buyer().browser.get("/checkout/review/")["Location"] == "/basket/"
    Order.objects.update(pay_by=clock.now())
    assert buyer.browser.get("/checkout/review/")["Location"] == "/basket/"


def test_an_address_without_a_phone_is_refused_and_nothing_typed_is_lost(buyer, stock):
    buyer.browser.get("/basket/")
    buyer.add(stock)
    response = buyer.send_address(phone="")
    page = text(response)
    assert response.status_code == 422
    assert 'href="#id_phone"' in page and "The courier needs a number to call." in page
    assert "武康路 5 号 302 室" in page
    again = text(buyer.browser.get("/checkout/address/"))
    assert "武康路 5 号 302 室" in again and "lin@example.com" in again
    assert buyer.browser.get("/checkout/delivery/")["Location"] == "/checkout/address/"


def test_what_was_typed_survives_a_lost_session(buyer, stock):
    buyer.browser.get("/basket/")
    buyer.add(stock)
    buyer.send_address(phone="")
    buyer.browser.cookies.pop("sessionid", None)
    assert "武康路 5 号 302 室" in text(buyer.browser.get("/checkout/address/"))


@pytest.mark.parametrize(
    "wrong", [{"phone": "12"}, {"province": "Nowhere"}, {"city": ""}, {"email": "lin@example"}, {"street": ""}]
)
def test_what_is_wrong_is_said_beside_its_field(buyer, stock, wrong):
    buyer.browser.get("/basket/")
    buyer.add(stock)
    response = buyer.send_address(**wrong)
    assert response.status_code == 422
    assert f'href="#id_{next(iter(wrong))}"' in text(response)


@pytest.mark.parametrize("field", ["street", "email", "country", "nul\0"])
def test_what_no_database_keeps_is_no_address_and_no_error(buyer, stock, field):
    buyer.add(stock)
    answer = buyer.send_address(phone="", **{field: "a\0b"})
    assert answer.status_code == 422
    assert "\0" not in str(Draft.objects.get().typed)


def test_a_member_chooses_a_saved_address(client, stock, django_user_model):
    member = django_user_model.objects.create_user(email="lin@example.com", password="x")
    fields = {name: value for name, value in ADDRESS.items() if name != "email"} | {"phone": "+8613800180018"}
    kept = keep_address(user=member, destination=Destination(**fields))
    client.force_login(member)
    buyer = Buyer(client)
    buyer.add(stock)
    assert "武康路 5 号 302 室" in text(client.get("/checkout/address/"))
    chosen = client.post("/checkout/address/", {"saved": kept.pk, "email": "lin@example.com"})
    assert chosen["Location"] == "/checkout/delivery/"
    buyer.choose()
    buyer.see_review()
    buyer.place()
    assert (Order.objects.get().user, Order.objects.get().shipping_address.first_name) == (member, "林薇")


def test_another_country_has_another_form_and_another_delivery(buyer, stock):
    buyer.browser.get("/basket/")
    buyer.add(stock)
    assert buyer.browser.post("/checkout/address/", ABROAD)["Location"] == "/checkout/delivery/"
    page = text(buyer.browser.get("/checkout/delivery/"))
    assert "International air parcel" in page
    assert "Standard delivery" not in page


def test_a_closed_area_is_said_and_the_basket_stays(buyer, stock):
    ClosedArea.objects.create(country="CN", province="上海市")
    buyer.browser.get("/basket/")
    buyer.add(stock)
    buyer.send_address()
    assert "We do not deliver to this address yet." in text(buyer.browser.get("/checkout/delivery/"))
    assert buyer.choose().status_code == 422


def test_a_delivery_that_is_not_offered_is_refused(buyer, stock):
    buyer.browser.get("/basket/")
    buyer.add(stock)
    buyer.send_address()
    assert buyer.choose("teleport").status_code == 422


@pytest.mark.parametrize(("step", "most"), [("address", 25), ("delivery", 22), ("review", 22)])
def test_each_step_stays_within_its_budget(buyer, stock, django_assert_max_num_queries, step, most):
    buyer.browser.get("/basket/")
    for _ in range(4):
        buyer.add(a_stock())
    buyer.come_to_review(stock)
    with django_assert_max_num_queries(most):
        assert buyer.browser.get(f"/checkout/{step}/").status_code == 200


def test_a_whole_purchase_stays_within_a_hundred_queries(db):
    stocks = [a_stock() for _ in range(5)]
    buyer = a_buyer()
    buyer.browser.get("/basket/")
    for stock in stocks:
        buyer.add(stock)
    with CaptureQueriesContext(connection) as spent:
        buyer.browser.get("/basket/")
        buyer.browser.get("/checkout/address/")
        buyer.send_address()
        buyer.browser.get("/checkout/delivery/")
        buyer.choose()
        buyer.see_review()
        buyer.place()
        buyer.browser.get(Order.objects.get().get_absolute_url())
    assert len(spent) <= 100, len(spent)
