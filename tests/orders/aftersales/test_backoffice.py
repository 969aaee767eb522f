"""The merchant's side: the queue with its clock, and a request from the answer to the money."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from kernel import clock
from kernel.outbox import deliver_due
from membership.messages.models import Message
from orders.aftersales import queries, services
from orders.aftersales.models import Return
from orders.payments.models import Refund
from orders.payments.services.arriving import move
from tests.membership.staff.factories import a_member_of_staff
from tests.orders.aftersales.factories import SEND_TO, a_delivered_order, a_request, approve, bring_to_inspection
from tests.orders.aftersales.test_pages import variants
from tests.orders.factories import a_stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(stock):
    return a_request(a_delivered_order(stock))


def of_role(client, role):
    client.force_login(a_member_of_staff(role, email=f"{role}@shop.example"))
    return client


@pytest.fixture
def owner(client):
    return of_role(client, "owner")


def at(request, *parts):
    return "/".join(["/backoffice/returns", str(request.pk), *parts, ""])


def state_of(request):
    return Return.objects.get(pk=request.pk).state


def test_whoever_counts_what_came_reads_which_variant_it_is(owner, stock):
    order = a_delivered_order(stock)
    order.lines.update(options="Blue, 42")
    asked = a_request(order)
    approve(asked, by="mei@shop.example")
    assert "Cactus in terracotta Blue, 42, arrived of 1" in owner.get(at(asked)).text


def test_the_whole_way_of_a_return_by_its_buttons(owner, asked):
    line = asked.order.lines.get()
    for part, said, reached in [
        ("approval", {"words": "", "send_to": SEND_TO}, "approved"),
        ("receipt", {}, "received"),
        ("inspection", {f"line_{line.pk}": 1}, "inspected"),
        ("refund", {}, "refunding"),
    ]:
        assert f'action="{at(asked, part)}"' in owner.get(at(asked)).text
        assert owner.post(at(asked, part), said).status_code == 302
        assert state_of(asked) == reached
    page = owner.get(at(asked)).text
    assert "¥69.00" in page
    assert "Being sent" in page
    assert "/refund/" not in page


def test_the_page_of_an_order_says_which_goods_each_request_is_about(owner, asked):
    page = owner.get(f"/backoffice/orders/{asked.order.number}/").text
    assert f'href="{at(asked)}"' in page
    assert "Cactus in terracotta × 1</span>" in page


@pytest.mark.parametrize(("language", "words"), [("", "1 piece was missing"), ("/zh-hans", "少到 1 件")])
def test_a_piece_that_did_not_come_is_not_settled_and_both_sides_read_of_it(owner, client, stock, language, words):
    order = a_delivered_order(stock, quantity=2)
    request = a_request(order, quantity=2)
    approve(request, by="li@shop.example")
    line = order.lines.get()
    nothing = owner.post(at(request, "receipt"), {f"line_{line.pk}": 0})
    assert nothing.status_code == 409 and "how many pieces arrived" in nothing.text
    assert owner.post(at(request, "receipt"), {f"line_{line.pk}": 1}).status_code == 302
    assert words in owner.get(language + at(request)).text
    assert "¥69.00" in owner.get(at(request)).text


def test_each_role_is_offered_its_own_part(client, asked):
    support, warehouse = ("approval", "rejection", "question"), ("receipt",)
    page = of_role(client, "support").get(at(asked)).text
    assert all(at(asked, part) in page for part in support)
    approve(asked, by="li@shop.example")
    assert at(asked, "receipt") not in client.get(at(asked)).text
    page = of_role(client, "warehouse").get(at(asked)).text
    assert all(at(asked, part) in page for part in warehouse)


@pytest.mark.parametrize(("language", "words"), [("", "required"), ("/zh-hans", "请填写这一项")])
def test_a_rejection_without_words_is_refused(owner, asked, language, words):
    answer = owner.post(language + at(asked, "rejection"), {"words": " "})
    assert (answer.status_code, words in answer.text, state_of(asked)) == (422, True, "requested")


def test_who_comes_second_is_told_so(owner, asked):
    services.reject(request=Return.objects.select_related("order").get(), words="Worn.", by="li@shop.example")
    answer = owner.post(at(asked, "approval"), {"words": "", "send_to": SEND_TO})
    assert (answer.status_code, state_of(asked)) == (409, "rejected")
    assert "has moved on meanwhile" in answer.text


def test_an_exchange_is_shipped_with_a_number_the_carrier_gives_out(owner):
    old, new = variants(3)
    order = a_delivered_order(old)
    request = a_request(order, kind="exchange", reason="wrong_size", swaps={order.lines.get().pk: new.pk})
    bring_to_inspection(request)
    refused = owner.post(at(request, "replacement"), {"carrier": "yuantong", "number": "!"})
    assert (refused.status_code, state_of(request)) == (409, "inspected")
    assert "gives out no such" in refused.text
    said = {"carrier": "yuantong", "number": "YT2611240093715"}
    assert owner.post(at(request, "replacement"), said).status_code == 302
    assert state_of(request) == "exchanged"


def test_a_refund_that_stripe_declines_is_shown_and_can_be_sent_again(owner, stock):
    request = bring_to_inspection(a_request(a_delivered_order(stock)))
    services.refund(request=request, by="li@shop.example")
    move(request.refund, Refund.State.FAILED, failure="lost_or_stolen_card")
    deliver_due()
    page = owner.get(at(request)).text
    for said in ("Refund came back", "Send the refund again", "the card was reported lost or stolen"):
        assert said in page
    assert at(request, "refund") in page
    assert owner.post(at(request, "refund")).status_code == 302
    assert (state_of(request), Refund.objects.count()) == ("refunding", 2)


def test_the_queue_shows_the_most_urgent_first_and_how_its_clock_runs(owner, stock):
    order = a_delivered_order(stock, quantity=6)
    now = clock.now()
    late, soon, fine = (a_request(order) for _ in range(3))
    for request, hours in ((late, -1), (soon, 3), (fine, 40)):
        Return.objects.filter(pk=request.pk).update(answer_due_at=now + timedelta(hours=hours))
    answer = owner.get("/backoffice/returns/")
    assert [row.about.pk for row in answer.context["rows"]] == [late.pk, soon.pk, fine.pk]
    assert [row.clock_look for row in answer.context["rows"]] == ["bad", "warn", "todo"]
    assert "late" in answer.text
    today = owner.get("/backoffice/").context["groups"]
    assert late.number in [task.subject for task in today["bad"]]
    assert soon.number in [task.subject for task in today["warn"]]


def test_the_share_answered_in_time_counts_who_still_waits_too_long(owner, stock):
    order = a_delivered_order(stock, quantity=6)
    in_time, late, waiting, fresh, withdrawn = (a_request(order) for _ in range(5))
    approve(in_time, by="li@shop.example")
    Return.objects.filter(pk__in=[late.pk, waiting.pk]).update(answer_due_at=clock.now() - timedelta(hours=1))
    services.reject(request=again(late), words="No.", by="li@shop.example")
    services.withdraw(request=withdrawn)
    assert queries.promise_kept() == queries.Promise(1, 3)
    assert "33 % answered in time in 30 days (1 of 3)" in owner.get("/backoffice/returns/").text
    assert fresh.state == "requested"


def again(request):
    return Return.objects.select_related("order").get(pk=request.pk)


def test_who_may_answer_is_written_to_before_and_after_it_is_due(asked):
    for role in ("support", "warehouse"):
        a_member_of_staff(role, email=f"{role}@shop.example")
    for moment in (asked.answer_due_at - timedelta(hours=12), asked.answer_due_at):
        with time_machine.travel(moment, tick=False):
            services.mind_the_clock()
            deliver_due()
    mails = Message.objects.filter(to__endswith="shop.example").order_by("pk")
    assert [(mail.to, mail.kind) for mail in mails] == [
        ("support@shop.example", "return-due-soon"),
        ("support@shop.example", "return-overdue"),
    ]
    assert at(asked) in mails[0].text


def test_an_empty_queue_says_so(owner):
    assert "Nothing waits here" in owner.get("/backoffice/returns/").text
    assert "暂无待处理" in owner.get("/zh-hans/backoffice/returns/").text


@pytest.mark.parametrize("wanted", ["nonsense", "all&page=99999", "all&page=-1", "%00"])
def test_any_address_of_the_queue_gives_a_page(owner, asked, wanted):
    assert owner.get(f"/backoffice/returns/?view={wanted}").status_code == 200


def test_the_queue_costs_the_same_for_one_request_or_many(
    owner, django_assert_num_queries, django_assert_max_num_queries
):
    order = a_delivered_order(a_stock(on_hand=50), quantity=30)
    for _ in range(20):
        a_request(order)
    owner.get("/backoffice/returns/")
    with django_assert_max_num_queries(16):
        owner.get("/backoffice/returns/")
    with django_assert_max_num_queries(22):
        owner.get(at(Return.objects.first()))


def test_the_money_of_a_refund_under_way_is_not_called_arrived(owner, stock):
    request = bring_to_inspection(a_request(a_delivered_order(stock)))
    services.refund(request=request, by="li@shop.example")
    assert "Refund on its way" in owner.get(at(request)).text
    services.hear_of_refund(refund_id=str(request.refund_id), has_arrived=True)
    services.hear_of_refund(refund_id=str(request.refund_id), has_arrived=True)
    assert state_of(request) == "refunded"
    assert request.order.timeline.filter(kind="return_refunded").count() == 1
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        services.hear_of_refund(refund_id=str(request.refund_id), has_arrived=False)
    request.refresh_from_db()
    assert (request.state, request.closed_at, request.money_back) == ("refund_failed", None, Decimal("69.00"))


@pytest.mark.parametrize(
    "end", [services.withdraw, lambda request: services.reject(request=request, words="Worn.", by="li@shop.example")]
)
def test_what_ended_without_a_refund_promises_no_money(owner, asked, end):
    assert "Would go back" in owner.get(at(asked)).text
    end(request=asked)
    assert "Would go back" not in owner.get(at(asked)).text
