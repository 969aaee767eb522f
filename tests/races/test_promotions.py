"""Limited promotions under many buyers, each with a connection of their own: nobody has more than there was."""

from decimal import Decimal

import pytest

from promotions import services
from promotions.models import Promotion, PromotionUse
from promotions.services import OfferUsedUp, Use
from tests.promotions.test_queries import a_promotion, a_range, an_offer
from tests.races.test_buying import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def used_by(promotion, number, *, amount="10.00", members=()):
    """Whether the order got it."""
    use = Use(promotion.offers.get().pk, promotion.pk, 1, Decimal(amount))
    try:
        services.record_use(uses=[use], order_number=f"order-{number}", members=members)
    except OfferUsedUp:
        return False
    return True


def test_of_a_hundred_buyers_exactly_as_many_have_it_as_it_is_limited_to():
    promotion = a_promotion((0, "Absolute", 10), most_uses=20)
    had = all_at_once([lambda n=n: used_by(promotion, n) for n in range(100)])
    promotion.refresh_from_db()
    assert sum(had) == promotion.used == PromotionUse.objects.count() == 20


def test_a_budget_is_never_exceeded():
    promotion = a_promotion((0, "Absolute", 10), budget=Decimal("95.00"))
    had = all_at_once([lambda n=n: used_by(promotion, n) for n in range(60)])
    promotion.refresh_from_db()
    assert (sum(had), promotion.spent) == (9, Decimal("90.00"))


def test_one_shopper_in_thirty_tabs_has_it_as_often_as_each_may_whichever_name_is_given():
    promotion = a_promotion((0, "Absolute", 10), most_uses_each=2)
    names = (["user:1", "mail:a@example.com"], ["mail:a@example.com", "phone:13800000000"])
    had = all_at_once([lambda n=n: used_by(promotion, n, members=names[n % 2]) for n in range(30)])
    assert sum(had) == PromotionUse.objects.count() == 2


def test_what_is_given_back_twice_at_once_counts_once():
    promotion = a_promotion((0, "Absolute", 10), most_uses=5)
    for number in range(3):
        used_by(promotion, number)
    all_at_once([lambda: services.give_back_use(order_number="order-1")] * 8)
    assert Promotion.objects.get().used == 2


def test_an_offer_without_a_promotion_is_had_as_often_as_it_is_limited_to_and_given_back_once():
    offer = an_offer(a_range(includes_all_products=True), max_global_applications=12, max_discount=Decimal("95.00"))
    had = all_at_once([lambda n=n: had_of(offer, n) for n in range(60)])
    offer.refresh_from_db()
    assert (sum(had), offer.num_applications, offer.total_discount) == (9, 9, Decimal("90.00"))
    lucky = had.index(True)
    all_at_once([lambda: services.give_back_use(order_number=f"order-{lucky}")] * 8)
    offer.refresh_from_db()
    assert (offer.num_applications, offer.total_discount, offer.num_orders) == (8, Decimal("80.00"), 8)


def test_one_shopper_in_thirty_tabs_has_a_plain_offer_as_often_as_each_may():
    offer = an_offer(a_range(includes_all_products=True), max_user_applications=5)
    names = (["user:1", "mail:a@example.com"], ["mail:a@example.com", "phone:13800000000"])
    had = all_at_once([lambda n=n: had_of(offer, n, times=2, members=names[n % 2]) for n in range(30)])
    offer.refresh_from_db()
    assert sum(had) == PromotionUse.objects.count() == 2
    assert offer.num_applications == 4


def had_of(offer, number, *, times=1, members=()):
    use = Use(offer.pk, None, times, Decimal("10.00"))
    try:
        services.record_use(uses=[use], order_number=f"order-{number}", members=members)
    except OfferUsedUp:
        return False
    return True


def test_orders_that_begin_and_end_at_once_never_wait_for_each_other_and_the_counts_agree():
    within = a_range(includes_all_products=True)
    promotion, plain = a_promotion((0, "Absolute", 10), most_uses=500), an_offer(within, max_global_applications=500)
    uses = [Use(plain.pk, None, 1, Decimal(5)), Use(promotion.offers.get().pk, promotion.pk, 1, Decimal(10))]

    def begin_and_end(number):
        services.record_use(uses=uses, order_number=f"order-{number}")
        services.give_back_use(order_number=f"order-{number}")
        services.take_use_again(order_number=f"order-{number}")
        if number % 2:
            services.give_back_use(order_number=f"order-{number}", for_good=True)

    all_at_once([lambda n=n: begin_and_end(n) for n in range(24)])
    promotion.refresh_from_db()
    plain.refresh_from_db()
    assert (promotion.used, promotion.spent, plain.num_applications, plain.num_orders) == (12, 120, 12, 12)
    assert PromotionUse.objects.filter(given_back_at=None).count() == 24
