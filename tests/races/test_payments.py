"""Many at once, over connections of their own: the same news, the same form, the last of the money."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from catalogue.inventory.models import StockRecord
from kernel.models import OutboxMessage, Receipt
from orders import services as orders
from orders.payments import queries, services
from orders.payments.models import CheckoutSession, Refund, Source
from tests.orders.factories import a_stock, an_order
from tests.orders.payments.till import deliver, event_of, news_of, pay, pay_and_settle, site

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act, things, threads=16):
    """What ``act`` gave for each thing, all of them begun together, each thread with its own connection."""
    start = Barrier(threads)

    def acted(thing):
        try:
            return act(thing)
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda _: start.wait(), range(threads)))
        return list(pool.map(acted, things))


def again(thing):
    thing.refresh_from_db()
    return thing


def test_one_event_a_hundred_times_from_sixteen_threads_is_one_payment(stripe):
    stock = a_stock(on_hand=10)
    order = an_order(stock, quantity=2)
    paid = event_of("payment_intent.succeeded", news_of(stripe, pay(stripe, order)))
    answers = at_once(lambda _: deliver(Client(), paid).status_code, range(100))
    assert answers == [200] * 100
    assert (again(order).status, Source.objects.count()) == ("paid", 1)
    assert StockRecord.objects.get(pk=stock.pk).num_allocated == 2
    assert Receipt.objects.filter(source="stripe").count() == 1
    told = OutboxMessage.objects.filter(fact__endswith="OrderPaid").values_list("listener", flat=True)
    assert len(told) == len(set(told))


def test_every_way_of_hearing_of_a_payment_at_once_is_one_payment(stripe):
    order = an_order(a_stock(), quantity=2)
    session = pay(stripe, order)
    news = [lambda event=event: deliver(Client(), event).status_code for event in news_of(stripe, session)]
    asking = [lambda: services.confirm_return(session_id=session.session_id)] * 8
    at_once(lambda hear: hear(), (news + asking) * 2)
    assert (again(order).status, Source.objects.count()) == ("paid", 1)
    assert order.timeline.filter(kind="paid").count() == 1


def test_two_tabs_that_start_to_pay_at_once_get_one_page(stripe):
    order = an_order(a_stock())
    urls = at_once(lambda _: services.start_payment(order=order, site=site), range(16))
    assert len(set(urls)) == CheckoutSession.objects.count() == 1


def test_fifty_refunds_of_seven_out_of_a_hundred_are_fourteen(stripe):
    order = an_order(a_stock(price="50.00"), quantity=2)
    pay_and_settle(stripe, order)

    def seven(_):
        try:
            return services.refund(order=again_of(order), amount=Decimal("7.00"), reason="", by="")
        except services.RefundExceedsPayment:
            return None

    promised = at_once(seven, range(50))
    assert sum(1 for refund in promised if refund) == 14
    at_once(lambda _: services.send_refunds(), range(4), threads=4)
    assert list(Refund.objects.values_list("state", flat=True)) == ["succeeded"] * 14
    assert again(order).amount_refunded == Decimal("98.00")
    intent = queries.payment_of(order).reference
    sent = stripe.client().v1.refunds.list({"payment_intent": intent, "limit": 100}).data
    assert sum(refund.amount for refund in sent) == 9800


def test_a_refund_form_posted_sixteen_times_is_one_refund(stripe):
    order = an_order(a_stock())
    pay_and_settle(stripe, order)
    made = at_once(
        lambda _: services.refund(order=again_of(order), amount=Decimal("1.00"), reason="", by="", form_key="f").pk,
        range(16),
    )
    assert len(set(made)) == Refund.objects.count() == 1


@pytest.mark.parametrize("rounds", [6, pytest.param(100, marks=pytest.mark.torture)])
def test_a_payment_that_meets_the_cancellation_is_honoured_or_refunded_never_both(stripe, rounds):
    for _ in range(rounds):
        order = an_order(a_stock(on_hand=2), quantity=2)
        session = pay(stripe, order)

        def cancel(order=order):
            try:
                orders.cancel(order=again_of(order), reason="unpaid")
            except orders.IllegalMove:
                return

        at_once(
            lambda act: act(),
            [cancel, lambda session=session: services.confirm_return(session_id=session.session_id)],
            threads=2,
        )
        services.send_refunds()
        assert again(order).status == "paid"
        assert not Refund.objects.filter(source__order=order).exists()


def again_of(order):
    """The order as another request would read it."""
    return type(order).objects.get(pk=order.pk)
