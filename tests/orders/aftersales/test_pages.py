"""The shopper's pages of after-sales: who may see them, two clicks to a request, and what bad input gets."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from catalogue.inventory.models import StockRecord
from catalogue.models import Product
from kernel import clock
from kernel.outbox import deliver_due
from membership.messages.models import Message
from orders.aftersales import services
from orders.aftersales.models import Return
from orders.models import Line
from orders.queries import is_key_of, key_of
from tests.orders.aftersales.factories import a_delivered_order, a_request, approve, bring_to_inspection
from tests.orders.aftersales.photographs import a_photograph

pytestmark = pytest.mark.django_db


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def delivered(stock, member):
    return a_delivered_order(stock, user=member)


@pytest.fixture
def shopper(client, member):
    """The browser of the member who bought it."""
    client.force_login(member)
    return client


def address(order, *parts):
    return "/".join([f"/orders/{order.number}/returns", *map(str, parts), ""])


def ask(browser, order, *, language="", **said):
    line = order.lines.first()
    form = {"kind": "return", "reason": "changed_mind", f"line_{line.pk}": 1, "key": uuid4(), **said}
    return browser.post(f"{language}{address(order)}", form)


def test_two_clicks_from_the_order_to_a_receipt_by_mail(shopper, delivered):
    assert f'href="{address(delivered)}"' in shopper.get(delivered.get_absolute_url()).text
    form = shopper.get(address(delivered)).context["form"]
    filled = {field.html_name: field.initial for field in form if field.initial is not None}
    answer = shopper.post(address(delivered), {**filled, "kind": "return", "reason": "changed_mind"})
    assert answer["Location"] == address(delivered, 1)
    assert "-R1 and sent you a receipt" in shopper.get(answer["Location"]).text
    deliver_due()
    mail = Message.objects.get(kind="return-requested")
    assert (mail.to, "This is your receipt" in mail.text) == ("lin@example.com", True)
    assert Return.objects.get().lines.get().quantity == 2


def test_a_guest_gets_there_by_the_link_in_the_mail(client, stock):
    order = a_delivered_order(stock)
    lost = client.get(address(order))
    assert (lost.status_code, "Open the whole link in our mail" in lost.text) == (404, True)
    client.get(f"{order.get_absolute_url()}?key={key_of(order.number)}")
    assert ask(client, order).status_code == 302
    deliver_due()
    receipt = Message.objects.get(kind="return-requested").text
    assert is_key_of(order.number, receipt.split("?key=")[1].split()[0])


def every_address_of(request):
    photograph = request.photographs.first().pk
    order = request.order
    reads = [address(order), address(order, 1), address(order, 1, "photographs", photograph)]
    return reads, [address(order), *(address(order, 1, what) for what in ("withdrawal", "reply", "parcel"))]


@pytest.mark.parametrize("visitor", ["stranger", "another member", "another guest"])
def test_what_is_somebody_elses_does_not_exist(client, django_user_model, stock, visitor):
    order = a_delivered_order(stock)
    ask(key_holder(client, order), order, photographs=[a_photograph()])
    request, before = Return.objects.get(), Return.objects.values().get()
    client.session.flush()
    client.cookies.clear()
    if visitor == "another member":
        client.force_login(django_user_model.objects.create_user(email="mei@example.com", password="x"))
    if visitor == "another guest":
        key_holder(client, a_delivered_order(stock))
    reads, changes = every_address_of(request)
    assert [client.get(each).status_code for each in reads] == [404] * len(reads)
    assert [client.post(each, {"text": "x", "sent_with": "x"}).status_code for each in changes] == [404] * len(changes)
    assert Return.objects.values().get() == before


def key_holder(browser, order):
    browser.get(f"{order.get_absolute_url()}?key={key_of(order.number)}")
    return browser


@pytest.mark.parametrize(
    ("said", "status", "english", "chinese"),
    [
        ({"kind": "exchange", "reason": "wrong_size"}, 409, "at the same price", "同价的规格"),
        ({"reason": "nonsense"}, 422, "Select a valid choice", "选择"),
        ({"line": 3}, 422, "At most 2 can still be asked about", "最多还可申请 2 件"),
        ({"line": 0}, 409, "choose at least one piece", "至少选择一件"),
        ({"line": -1}, 422, "greater than or equal to 0", "0"),
        ({"line": "two"}, 422, "whole number", "整数"),
        ({"key": "x"}, 422, "", ""),
    ],
)
def test_bad_input_gets_words_that_help_and_leaves_nothing(shopper, delivered, said, status, english, chinese):
    said = dict(said)
    if "line" in said:
        said[f"line_{delivered.lines.get().pk}"] = said.pop("line")
    for language, words in (("", english), ("/zh-hans", chinese)):
        answer = ask(shopper, delivered, language=language, **said)
        assert (answer.status_code, words in answer.text) == (status, True)
    assert not Return.objects.exists()


def test_another_kind_of_request_keeps_what_was_typed_and_judges_nothing(shopper, delivered, member):
    line = f"line_{delivered.lines.get().pk}"
    said = {"kind": "exchange", "redraw": "1", "note": "早上寄", line: "7", "reason": "changed_mind"}
    page = ask(shopper, delivered, **said)
    form = page.context["form"]
    assert (page.status_code, form.kind, form.errors) == (200, "exchange", {})
    assert (form["note"].value(), form[line].value()) == ("早上寄", "7")
    assert "早上寄" in page.text
    assert not Return.objects.exists()
    with time_machine.travel(clock.now() + timedelta(days=16), tick=False):
        shopper.force_login(member)
        assert ask(shopper, delivered, **said).status_code == 410


def test_the_variant_that_was_chosen_is_still_chosen_after_a_look_at_another_kind(shopper, member):
    old, new = variants(3)
    order = a_delivered_order(old, user=member)
    swap = f"swap_{order.lines.get().pk}"
    looked = ask(shopper, order, kind="return", redraw="1", **{swap: new.pk}).text
    assert f'<input type="hidden" name="{swap}" value="{new.pk}">' in looked
    back = ask(shopper, order, kind="exchange", redraw="1", reason="wrong_size", **{swap: new.pk})
    assert back.context["form"][swap].value() == str(new.pk)
    assert ask(shopper, order, **{swap: new.pk}).status_code == 302
    assert Return.objects.get().lines.get().swap_for is None


@pytest.mark.parametrize(("language", "words"), [("", "choose your photographs again"), ("/zh-hans", "请重新选择照片")])
def test_photographs_that_came_with_a_refused_form_are_asked_for_again(shopper, delivered, language, words):
    refused = {"language": language, f"line_{delivered.lines.get().pk}": 3}
    assert words in ask(shopper, delivered, photographs=[a_photograph()], **refused).text
    assert words not in ask(shopper, delivered, **refused).text


def test_the_order_says_which_goods_each_request_is_about(shopper, delivered):
    a_request(delivered, quantity=2)
    assert "Cactus in terracotta × 2</span>" in shopper.get(delivered.get_absolute_url()).text


def test_after_the_window_the_page_says_until_when_it_was(shopper, delivered, member):
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        answer = ask(shopper, delivered)
        assert (answer.status_code, "The time for this is over" in answer.text) == (409, True)
    with time_machine.travel(clock.now() + timedelta(days=16), tick=False):
        shopper.force_login(member)
        assert shopper.get(address(delivered)).status_code == 410
        for language, said in (("", "were possible until"), ("/zh-hans", "退换货截止于")):
            answer = ask(shopper, delivered, language=language)
            assert (answer.status_code, said in answer.text) == (409, True)
    assert not Return.objects.exists()


def test_whoever_has_asked_about_everything_is_told_so(shopper, delivered):
    ask(shopper, delivered, **{f"line_{delivered.lines.get().pk}": 2})
    for language, said in (("", "asked about already"), ("/zh-hans", "均已申请")):
        answer = shopper.get(f"{language}{address(delivered)}")
        late = "were possible until" in answer.text or "截止于" in answer.text
        assert (answer.status_code, said in answer.text, late) == (410, True, False)


def test_a_refused_request_promises_no_money(shopper, delivered):
    request = a_request(delivered)
    assert "Would go back" in shopper.get(address(delivered, request.place)).text
    services.reject(request=request, words="Worn for a month.", by="li@shop.example")
    page = shopper.get(address(delivered, request.place)).text
    assert ("Worn for a month." in page, "Would go back" in page) == (True, False)


def test_the_same_form_sent_twice_is_one_request(shopper, delivered):
    key = uuid4()
    answers = [ask(shopper, delivered, key=key)["Location"] for _ in range(2)]
    assert answers == [address(delivered, 1)] * 2


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"", b"<html><script>alert(1)</script>"])
def test_a_file_that_is_no_photograph_is_refused_with_its_name(shopper, delivered, content):
    answer = ask(shopper, delivered, photographs=[SimpleUploadedFile("proof.jpg", content, "image/jpeg")])
    assert (answer.status_code, "proof.jpg" in answer.text or "empty" in answer.text) == (422, True)
    assert not Return.objects.exists()


def test_a_photograph_is_shown_to_its_shopper_and_can_do_nothing(shopper, delivered):
    ask(shopper, delivered, photographs=[a_photograph(), a_photograph()])
    request = Return.objects.get()
    assert request.photographs.count() == 2
    page = shopper.get(address(delivered, 1)).text
    for each in request.photographs.all():
        assert address(delivered, 1, "photographs", each.pk) in page
        answer = shopper.get(address(delivered, 1, "photographs", each.pk))
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert b"".join(answer)[:2] == b"\xff\xd8"
    assert shopper.get(address(delivered, 1, "photographs", uuid4())).status_code == 404


def test_seven_photographs_are_one_too_many(shopper, delivered):
    assert ask(shopper, delivered, photographs=[a_photograph() for _ in range(7)]).status_code == 422


def variants(*free):
    """The stock records of one product's variants at one price, each with so many free pieces."""
    from tests.orders.factories import a_stock

    first = a_stock(on_hand=10)
    parent = Product.objects.create(
        structure=Product.PARENT, product_class=first.product.product_class, title="Shoe", slug="shoe", is_public=True
    )
    stocks = [first, *(a_stock(on_hand=pieces) for pieces in free)]
    for stock in stocks:
        Product.objects.filter(pk=stock.product_id).update(
            structure=Product.CHILD, parent=parent, product_class=None, title=""
        )
    return stocks


def test_an_exchange_takes_the_new_variant_when_it_is_approved(shopper, member):
    old, new = variants(3)
    order = a_delivered_order(old, user=member)
    line = order.lines.get()
    assert ask(shopper, order, kind="exchange", reason="wrong_size", **{f"swap_{line.pk}": new.pk}).status_code == 302
    request = Return.objects.select_related("order").get()
    assert free(new) == 3
    approve(request, by="li@shop.example")
    assert free(new) == 2
    services.receive(request=request, by="wang@shop.example")
    services.inspect(request=request, sellable={line.pk: 1}, by="wang@shop.example")
    services.ship_replacement(request=request, carrier="yuantong", number="YT2611240093715", by="wang@shop.example")
    new.refresh_from_db()
    old.refresh_from_db()
    assert (request.state, new.num_in_stock, new.num_allocated, old.num_in_stock) == ("exchanged", 2, 0, 9)
    assert "YT2611240093715" in shopper.get(order.get_absolute_url()).text


def free(stock):
    return StockRecord.objects.get(pk=stock.pk).free


def test_an_exchange_for_what_is_sold_out_is_refused_with_clear_words(shopper, member):
    old, gone = variants(0)
    order = a_delivered_order(old, user=member)
    for language, words in (("", "sold out just now"), ("/zh-hans", "暂时售罄")):
        said = {"kind": "exchange", "reason": "wrong_size", f"swap_{order.lines.get().pk}": gone.pk}
        answer = ask(shopper, order, language=language, **said)
        assert (answer.status_code, words in answer.text) == (422, True)
    assert not Return.objects.exists()


def test_where_there_is_no_other_variant_the_form_says_what_can_be_done_instead(shopper, delivered):
    for language, words in (("", "There is no other variant at this price"), ("/zh-hans", "没有其他同价规格")):
        page = shopper.get(f"{language}{address(delivered)}?kind=exchange").text
        assert (words in page, 'name="swap_' in page) == (True, False)


def test_an_exchange_whose_variant_sells_out_meanwhile_is_not_approved(member):
    old, new = variants(1)
    order = a_delivered_order(old, user=member)
    line = order.lines.get()
    request = a_request(order, kind="exchange", reason="wrong_size", swaps={line.pk: new.pk})
    StockRecord.objects.filter(pk=new.pk).update(num_allocated=1)
    with pytest.raises(services.VariantSoldOut):
        approve(request, by="li@shop.example")
    assert Return.objects.get().state == "requested"


def test_the_page_says_why_it_is_that_much(shopper, delivered):
    from tests.orders.aftersales.factories import take_off

    line = delivered.lines.get()
    take_off(line, order=Decimal("8.00"), points=Decimal("3.01"))
    request = bring_to_inspection(a_request(delivered))
    page = text(shopper.get(address(delivered, 1)))
    for said in ("Cactus in terracotta × 1", "¥69.00", "order offer", "−¥4.00", "points offer", "Would go back"):
        assert said in page
    services.refund(request=request, by="li@shop.example")
    page = text(shopper.get(address(delivered, 1)))
    assert "Being sent" in page
    assert "¥63.50" in page or "¥63.49" in page


def test_whoever_comes_back_to_the_form_reads_what_is_asked_about_already(shopper, delivered):
    assert "asked about already" not in shopper.get(address(delivered)).text
    ask(shopper, delivered)
    assert "1 piece is asked about already." in shopper.get(address(delivered)).text


def test_the_shopper_answers_sends_and_withdraws(shopper, delivered):
    request = a_request(delivered)
    services.ask(request=request, question="Which one?", by="li@shop.example")
    assert "Which one?" in shopper.get(address(delivered, 1)).text
    shopper.post(address(delivered, 1, "reply"), {"text": "The left one."})
    page = shopper.get(address(delivered, 1)).text
    assert ("The question was answered" in page, page.count("Request made")) == (True, 1)
    approve(again(request), by="li@shop.example")
    shopper.post(address(delivered, 1, "parcel"), {"sent_with": "YTO YT1"})
    assert again(request).state == "sent_back"
    answer = shopper.post(address(delivered, 1, "withdrawal"), follow=True)
    assert "can no longer be done" in answer.text


def test_a_tracking_number_is_put_right_until_the_goods_are_here(shopper, delivered):
    request = a_request(delivered)
    parcel = address(delivered, 1, "parcel")
    assert "can no longer be done" in shopper.post(parcel, {"sent_with": "YTO YT1"}, follow=True).text
    approve(request)
    for said in ("YTO YT1", "YTO YT2", "YTO YT2"):
        assert shopper.post(parcel, {"sent_with": said}).status_code == 302
    page = shopper.get(address(delivered, 1)).text
    assert ('value="YTO YT2"' in page, page.count("The goods are on their way back")) == (True, 2)
    assert shopper.post(parcel, {"sent_with": " "}).status_code == 422
    services.receive(request=again(request), by="wang@shop.example")
    assert "can no longer be done" in shopper.post(parcel, {"sent_with": "YTO YT3"}, follow=True).text
    assert again(request).sent_with == "YTO YT2"
    assert "Correct the tracking number" not in shopper.get(address(delivered, 1)).text


def again(request):
    return Return.objects.select_related("order").get(pk=request.pk)


def test_the_pages_cost_the_same_however_much_was_asked(shopper, stock, member, django_assert_max_num_queries):
    order = a_delivered_order(stock, quantity=8, user=member)
    for _ in range(4):
        a_request(order)
    shopper.get(address(order, 1))
    with django_assert_max_num_queries(20):
        shopper.get(address(order, 1))
    with django_assert_max_num_queries(14):
        shopper.get(address(order))
    with django_assert_max_num_queries(24):
        shopper.get(order.get_absolute_url())


def test_lines_that_are_gifts_are_not_offered_by_themselves(shopper, delivered):
    line = delivered.lines.get()
    gift = Line.objects.get(pk=line.pk)
    gift.pk, gift.gift_of, gift.title = None, line, "A free mug"
    gift.save()
    page = shopper.get(address(delivered))
    assert "A free mug, comes back with it" in page.text
    assert f"line_{gift.pk}" not in page.text
