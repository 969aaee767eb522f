"""Limited promotions under many buyers, each with a connection of their own: nobody has more than there was."""

from decimal import Decimal

import pytest

from promotions import services
from promotions.models import Promotion, PromotionUse
from promotions.services import OfferUsedUp, Use
from tests.promotions.test_queries import a_promotion
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
