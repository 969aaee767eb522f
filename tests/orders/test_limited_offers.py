"""What an Oscar shop brings along keeps its own limits: an order that came to nothing gives back what it used."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from kernel import clock
from orders import expiry, services
from orders.models import Order
from promotions.models import ConditionalOffer
from promotions.queries import offers_had_by, rules_in_force
from promotions.services import OfferUsedUp, Use, record_use
from tests.orders.buying import a_ready_buyer
from tests.promotions.test_queries import a_range, an_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def limited():
    """Ten off, once for the whole shop, and ten in all."""
    within = a_range(includes_all_products=True)
    return an_offer(within, need=("Value", 50), max_global_applications=1, max_discount=Decimal(10))


def bought(stock):
    a_ready_buyer(stock).place()
    return Order.objects.order_by("pk").last()


def given(offer):
    offer = ConditionalOffer.objects.get(pk=offer.pk)
    return offer.num_applications, offer.total_discount, offer.num_orders


USED, UNUSED = (1, Decimal(10), 1), (0, Decimal(0), 0)


def test_who_comes_too_late_pays_the_full_price_and_after_a_cancellation_the_next_one_has_it(stock, limited):
    first, second = bought(stock), bought(stock)
    assert first.total_discount_incl_tax == 10
    assert second.total_discount_incl_tax == 0
    services.cancel(order=second, reason="changed my mind")
    assert given(limited) == USED
    services.cancel(order=first, reason="changed my mind")
    services.cancel(order=first, reason="changed my mind")
    assert given(limited) == UNUSED
    assert bought(stock).total_discount_incl_tax == 10
    assert given(limited) == USED


def test_each_person_has_it_as_often_as_one_may_and_again_when_an_order_comes_to_nothing(stock):
    offer = an_offer(a_range(includes_all_products=True), need=("Value", 50), max_user_applications=1)
    first, second = bought(stock), bought(stock)
    assert (first.total_discount_incl_tax, second.total_discount_incl_tax) == (10, 0)
    assert given(offer) == USED
    services.cancel(order=first, reason="changed my mind")
    assert bought(stock).total_discount_incl_tax == 10


def test_to_oscar_a_limit_of_nothing_for_each_is_no_limit(stock):
    an_offer(a_range(includes_all_products=True), need=("Value", 50), max_user_applications=0)
    assert [bought(stock).total_discount_incl_tax for _ in range(2)] == [10, 10]


def test_who_has_had_it_is_asked_once_and_only_while_such_an_offer_is_in_force(django_assert_num_queries):
    within, names = a_range(includes_all_products=True), ["mail:lin@example.com"]
    an_offer(within, max_global_applications=1)
    rules = rules_in_force(clock.now())
    with django_assert_num_queries(0):
        assert offers_had_by(names, rules) == {}
    offer = an_offer(within, max_user_applications=2)
    record_use(uses=[Use(offer.pk, None, 2, Decimal(10))], order_number="one", members=names)
    rules = rules_in_force(clock.now())
    with django_assert_num_queries(1):
        assert offers_had_by(names, rules) == {offer.pk: 2}
    with django_assert_num_queries(0):
        assert offers_had_by([], rules) == {}
    assert offers_had_by(names, rules, but_by="one") == {}


def test_an_order_that_nobody_paid_gives_it_back(stock, limited):
    order = bought(stock)
    with time_machine.travel(order.date_placed + timedelta(minutes=31), tick=False):
        assert expiry.close_unpaid() == 1
    assert given(limited) == UNUSED


def test_an_order_paid_after_all_takes_it_again_unless_another_has_it(stock, limited):
    order = bought(stock)
    services.cancel(order=order, reason="unpaid")
    services.reinstate(order=order, amount=order.total_incl_tax, at=clock.now())
    assert given(limited) == USED
    late = bought(stock)
    assert late.total_discount_incl_tax == 0


def test_where_another_order_has_it_by_now_nothing_of_the_late_one_changes(stock, limited):
    order = bought(stock)
    services.cancel(order=order, reason="unpaid")
    bought(stock)
    with pytest.raises(OfferUsedUp):
        services.reinstate(order=order, amount=order.total_incl_tax, at=clock.now())
    order.refresh_from_db()
    assert (order.status, given(limited)) == ("cancelled", USED)
