"""Many at once on the way back: the same pieces, the same answer, the last of a variant, the last of the money."""

from decimal import Decimal

import pytest

from catalogue.inventory.models import StockRecord
from kernel.lifecycle import IllegalMove, MovedMeanwhile
from orders.aftersales import services
from orders.aftersales.models import LineReturns, Return
from orders.models import Order
from orders.payments import services as payments
from orders.payments.models import Refund, Source
from tests.orders.aftersales.factories import a_delivered_order, a_request, a_wish, approve, bring_to_inspection
from tests.orders.aftersales.test_again import exchanged
from tests.orders.aftersales.test_pages import variants
from tests.orders.factories import a_stock
from tests.races.test_payments import at_once

pytestmark = pytest.mark.django_db(transaction=True)

BY = "li@shop.example"


def fresh(pk):
    return Return.objects.select_related("order").get(pk=pk)


def tried(act, *refusals):
    """Whether it was done; a refusal is an answer too."""
    try:
        act()
    except refusals:
        return False
    return True


def test_fifty_refunds_at_once_give_back_what_was_paid_and_no_more():
    order = a_delivered_order(a_stock(on_hand=60, price="7.77"), quantity=50)
    ready = [bring_to_inspection(a_request(order)).pk for _ in range(50)]
    at_once(lambda pk: services.refund(request=fresh(pk), by=BY), ready)
    money = Return.objects.values_list("money_back", flat=True)
    assert sum(money) == order.total_incl_tax == Source.objects.get().amount_refunded
    assert Refund.objects.count() == 50
    assert StockRecord.objects.get().num_in_stock == 60


def test_returns_and_refunds_by_hand_at_once_stay_within_what_was_captured():
    order = a_delivered_order(a_stock(on_hand=30, price="10.00"), quantity=20)
    ready = [bring_to_inspection(a_request(order)).pk for _ in range(20)]

    def by_hand(_):
        again = Order.objects.get(pk=order.pk)
        return tried(
            lambda: payments.refund(order=again, amount=Decimal("30.00"), reason="sorry", by=BY),
            payments.RefundExceedsPayment,
        )

    acts = [lambda pk=pk: services.refund(request=fresh(pk), by=BY) for pk in ready]
    at_once(lambda act: act(), [*acts, *[lambda: by_hand(None)] * 10])
    source = Source.objects.get()
    assert source.amount_refunded == source.amount_debited == Decimal("200.00")
    assert set(Return.objects.values_list("state", flat=True)) <= {"refunding", "refunded"}


def test_one_return_refunded_by_sixteen_is_refunded_once():
    request = bring_to_inspection(a_request(a_delivered_order(a_stock())))
    at_once(lambda _: services.refund(request=fresh(request.pk), by=BY), range(16))
    assert (Refund.objects.count(), StockRecord.objects.get().num_in_stock) == (1, 9)


def test_eight_tabs_that_ask_for_the_same_two_pieces_make_two_requests():
    order = a_delivered_order(a_stock())
    line = order.lines.get()

    def ask(tab):
        again = Order.objects.get(pk=order.pk)
        return tried(
            lambda: services.request_return(order=again, wish=a_wish(line), form_key=f"tab-{tab}"),
            services.NoPiecesLeft,
        )

    assert sorted(at_once(ask, range(8), threads=8)) == [False] * 6 + [True] * 2
    assert LineReturns.objects.get().claimed == 2
    assert sorted(Return.objects.values_list("place", flat=True)) == [1, 2]


def test_eight_tabs_that_ask_about_what_an_exchange_brought_make_one_request():
    old, new = variants(3)
    order = a_delivered_order(old)
    exchange = exchanged(order, new)

    def ask(_):
        again = Order.objects.get(pk=order.pk)
        return tried(lambda: a_request(again, exchange=fresh(exchange.pk)), services.NoPiecesLeft)

    assert sorted(at_once(ask, range(8), threads=8)) == [False] * 7 + [True]
    assert exchange.lines.get().asked_again == LineReturns.objects.get().claimed == 1


@pytest.mark.parametrize("merchants", [8])
def test_of_merchants_who_say_yes_and_no_at_once_one_is_heard(merchants):
    request = a_request(a_delivered_order(a_stock()))

    def answer(n):
        same = fresh(request.pk)
        say = (lambda: approve(same, by=BY)) if n % 2 else (lambda: services.reject(request=same, words="No.", by=BY))
        return tried(say, IllegalMove, MovedMeanwhile)

    assert sum(at_once(answer, range(merchants), threads=merchants)) == 1
    assert fresh(request.pk).state in ("approved", "rejected")


def test_the_last_pieces_of_a_variant_go_to_as_many_exchanges_as_there_are():
    old, new = variants(3)
    order = a_delivered_order(old, quantity=8)
    swaps = {order.lines.get().pk: new.pk}
    asked = [a_request(order, kind="exchange", reason="wrong_size", swaps=swaps).pk for _ in range(8)]
    approved = at_once(lambda pk: tried(lambda: approve(fresh(pk), by=BY), services.VariantSoldOut), asked, threads=8)
    assert sum(approved) == 3
    assert StockRecord.objects.get(pk=new.pk).free == 0
    assert Return.objects.filter(state="requested").count() == 5
