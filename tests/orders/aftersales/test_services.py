"""The way back, step by step, through the commands."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from catalogue.inventory.models import StockMovement
from kernel import clock
from kernel.lifecycle import IllegalMove
from kernel.models import AuditEntry
from orders.aftersales import policy, services
from orders.aftersales.models import LineReturns, Return
from orders.models import Line
from tests.orders.aftersales.factories import (
    a_delivered_order,
    a_request,
    a_wish,
    approve,
    bring_to_inspection,
    deliver,
)
from tests.orders.aftersales.test_pages import variants
from tests.orders.factories import a_stock, an_order

pytestmark = pytest.mark.django_db

S = Return.State
BY = "li@shop.example"


def claimed(order):
    return LineReturns.objects.filter(line__order=order).values_list("claimed", flat=True).first() or 0


def test_a_request_claims_its_pieces_and_waits_for_the_merchant(delivered):
    request = a_request(delivered, quantity=2)
    assert (request.state, request.number, claimed(delivered)) == (S.REQUESTED, f"{delivered.number}-R1", 2)
    assert delivered.timeline.filter(kind="return_requested").count() == 1


def test_the_same_form_makes_one_request(delivered):
    wish = a_wish(delivered.lines.get())
    made = {services.request_return(order=delivered, wish=wish, form_key="one").pk for _ in range(3)}
    assert (len(made), claimed(delivered)) == (1, 1)


def refused(order, refusal, *lines, **wish):
    """The request is refused for that reason and leaves nothing behind."""
    with pytest.raises(refusal):
        a_request(order, *lines, **wish)
    return not Return.objects.filter(order=order).exists() and claimed(order) == 0


def test_more_than_was_bought_is_refused(delivered):
    assert refused(delivered, services.NoPiecesLeft, quantity=3)


def test_the_same_piece_twice_is_refused(delivered):
    a_request(delivered, quantity=2)
    with pytest.raises(services.NoPiecesLeft):
        a_request(delivered)
    assert claimed(delivered) == 2


@pytest.mark.parametrize("quantity", [0, -1, -(10**9)])
def test_a_request_for_nothing_is_refused(delivered, quantity):
    with pytest.raises(services.AftersalesRefused):
        a_request(delivered, quantity=quantity)
    assert not Return.objects.exists()


def test_a_line_of_another_order_is_refused(delivered, stock):
    assert refused(delivered, services.NothingChosen, a_delivered_order(stock).lines.get())


def test_what_never_left_cannot_come_back(stock):
    assert refused(an_order(stock), services.NotDelivered)


def test_a_reason_that_does_not_go_with_the_wish_is_refused(delivered):
    assert refused(delivered, services.NothingChosen, kind=policy.RETURN, reason=policy.NOT_RECEIVED)


@pytest.mark.parametrize(
    ("days", "kind", "reason", "is_open"),
    [
        (6.99, policy.RETURN, policy.CHANGED_MIND, True),
        (7, policy.RETURN, policy.CHANGED_MIND, False),
        (14.99, policy.RETURN, policy.DAMAGED, True),
        (15, policy.RETURN, policy.DAMAGED, False),
        (14.99, policy.REFUND_ONLY, policy.PARTS_MISSING, True),
        (15, policy.REFUND_ONLY, policy.PARTS_MISSING, False),
    ],
)
def test_what_may_be_asked_for_until_when(stock, days, kind, reason, is_open):
    order = a_delivered_order(stock, days_ago=days)
    if is_open:
        assert a_request(order, kind=kind, reason=reason).state == S.REQUESTED
    else:
        assert refused(order, services.ReturnWindowIsClosed, kind=kind, reason=reason)


def test_a_rejection_needs_words_and_frees_the_pieces(delivered):
    request = a_request(delivered)
    with pytest.raises(services.WordsMissing):
        services.reject(request=request, words=" ", by=BY)
    services.reject(request=request, words="Worn for a month.", by=BY)
    assert (request.state, request.answer, claimed(delivered)) == (S.REJECTED, "Worn for a month.", 0)
    assert a_request(delivered, quantity=2).place == 2


def test_the_shopper_may_think_better_of_it_until_the_goods_are_sent(delivered):
    request = a_request(delivered)
    approve(request, by=BY)
    services.withdraw(request=request)
    services.withdraw(request=request)
    assert (request.state, claimed(delivered)) == (S.WITHDRAWN, 0)
    sent = a_request(delivered)
    approve(sent, by=BY)
    services.send_back(request=sent, sent_with="YTO YT2611240093715")
    with pytest.raises(IllegalMove):
        services.withdraw(request=sent)


def test_goods_that_are_fit_for_sale_are_in_the_stock_again_and_broken_ones_are_not(delivered, stock):
    request = bring_to_inspection(a_request(delivered, quantity=2), sellable=1)
    services.refund(request=request, by=BY)
    stock.refresh_from_db()
    assert stock.num_in_stock == 9
    moved = StockMovement.objects.filter(reference=request.number) | StockMovement.objects.filter(note=request.number)
    assert [(each.cause, each.change) for each in moved.order_by("pk")] == [("returned", 2), ("written_off", -1)]


def test_every_piece_has_to_be_looked_at(delivered):
    request = a_request(delivered)
    approve(request, by=BY)
    services.receive(request=request, by=BY)
    line = delivered.lines.get()
    for wrong in ({}, {line.pk: 2}, {line.pk: -1}, {line.pk + 1: 1}):
        with pytest.raises(services.NotAllLookedAt):
            services.inspect(request=request, sellable=wrong, by=BY)
    assert request.state == S.RECEIVED


def test_of_three_asked_back_two_came_and_two_are_settled(stock):
    order = a_delivered_order(stock, quantity=3)
    line, request = order.lines.get(), a_request(order, quantity=3)
    approve(request, by=BY)
    services.receive(request=request, by=BY, came={line.pk: 2})
    services.inspect(request=request, sellable={line.pk: 2}, by=BY)
    services.refund(request=request, by=BY)
    stock.refresh_from_db()
    assert (request.money_back, stock.num_in_stock) == (Decimal("138.00"), 9)
    claims = LineReturns.objects.get()
    assert (claims.claimed, claims.refunded) == (2, 2)
    assert a_request(order, quantity=1).place == 2


@pytest.mark.parametrize("came", [0, -1, 3])
def test_something_has_to_arrive_and_no_more_than_was_asked_back(delivered, came):
    request = a_request(delivered, quantity=2)
    approve(request, by=BY)
    with pytest.raises(services.NothingArrived):
        services.receive(request=request, by=BY, came={delivered.lines.get().pk: came})
    assert Return.objects.get().state == S.APPROVED
    assert LineReturns.objects.get().claimed == 2


def test_a_gift_that_came_alone_is_nothing(stock):
    order = a_delivered_order(stock, a_stock(), quantity=1)
    bought, gift = order.lines.order_by("pk")
    order.lines.filter(pk=gift.pk).update(gift_of=bought)
    request = a_request(order, bought)
    approve(request, by=BY)
    with pytest.raises(services.NothingArrived):
        services.receive(request=request, by=BY, came={bought.pk: 0, gift.pk: 1})
    services.receive(request=request, by=BY, came={gift.pk: 0})
    assert list(request.lines.values_list("line_id", flat=True)) == [bought.pk]


def test_an_exchange_goes_on_about_the_pieces_that_came():
    old, new = variants(5)
    order = a_delivered_order(old, quantity=3)
    line = order.lines.get()
    request = a_request(order, quantity=3, kind="exchange", reason="wrong_size", swaps={line.pk: new.pk})
    approve(request, by=BY)
    services.receive(request=request, by=BY, came={line.pk: 1})
    new.refresh_from_db()
    assert new.num_allocated == 1


def gift_with(order, stock, quantity=1):
    main = order.lines.get()
    order.lines.add(
        Line(
            order=order, partner_sku=stock.partner_sku, stockrecord=stock, product_id=stock.product_id, title="Gift",
            quantity=quantity, num_allocated=quantity, gift_of=main,
            unit_price_incl_tax=stock.price, line_price_incl_tax=0,
            line_price_excl_tax=0, line_price_before_discounts_incl_tax=stock.price * quantity,
            line_price_before_discounts_excl_tax=stock.price * quantity,
        ),
        bulk=False,
    )  # fmt: skip
    return order.lines.get(gift_of=main)


def test_a_gift_comes_back_with_what_it_was_given_for_and_not_alone(stock):
    order = an_order(stock, quantity=2)
    gift = gift_with(order, a_stock())
    deliver(order)
    with pytest.raises(services.GiftAlone):
        a_request(order, gift)
    request = a_request(order, gift.gift_of, quantity=1)
    assert {each.line_id: each.quantity for each in request.lines.all()} == {gift.gift_of_id: 1, gift.pk: 1}
    again = a_request(order, gift.gift_of, quantity=1)
    assert {each.line_id: each.quantity for each in again.lines.all()} == {gift.gift_of_id: 1}


def test_the_merchant_asks_and_the_clock_stands_still_until_the_shopper_answers(delivered):
    request = a_request(delivered)
    due = request.answer_due_at
    services.ask(request=request, question="Which of the two?", by=BY)
    with time_machine.travel(due + timedelta(days=3), tick=False):
        assert services.mind_the_clock() == 0
        services.reply(request=request, text="The red one.")
        assert request.answer_due_at > clock.now()
    assert (request.state, request.paused_at, request.reply) == (S.REQUESTED, None, "The red one.")


def test_an_answer_that_is_due_is_warned_of_once_and_a_broken_promise_is_marked_once(delivered):
    request = a_request(delivered)
    with time_machine.travel(request.answer_due_at - timedelta(hours=12), tick=False):
        assert [services.mind_the_clock(), services.mind_the_clock()] == [1, 0]
    with time_machine.travel(request.answer_due_at, tick=False):
        assert [services.mind_the_clock(), services.mind_the_clock()] == [1, 0]
    request.refresh_from_db()
    assert request.warned_at < request.breached_at


def test_goods_that_are_never_sent_let_the_request_lapse(delivered):
    request = a_request(delivered)
    approve(request, by=BY)
    with time_machine.travel(request.send_by, tick=False):
        assert [services.lapse_unsent(), services.lapse_unsent()] == [1, 0]
    request.refresh_from_db()
    assert (request.state, claimed(delivered)) == (S.WITHDRAWN, 0)


def test_the_window_stays_open_while_a_request_is_under_way(delivered):
    services.open_window(order_id=delivered.pk, delivered_at=delivered.delivered_at)
    request = a_request(delivered)
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        assert services.close_windows() == 0
        services.reject(request=request, words="No.", by=BY)
        assert services.close_windows() == 1


def test_a_yes_and_a_no_cannot_both_be_said(delivered):
    request = a_request(delivered)
    same = Return.objects.select_related("order").get(pk=request.pk)
    approve(request, by=BY)
    with pytest.raises(IllegalMove):
        services.reject(request=same, words="No.", by=BY)
    assert same.state == S.APPROVED


def test_each_step_of_staff_is_in_the_audit_log(delivered):
    request = bring_to_inspection(a_request(delivered))
    services.refund(request=request, by=BY)
    log = AuditEntry.objects.filter(subject=f"return:{request.number}").order_by("number")
    assert [entry.action.removeprefix("returns.") for entry in log] == ["approved", "received", "inspected", "refunded"]
