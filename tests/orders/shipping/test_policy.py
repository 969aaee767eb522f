from datetime import date, datetime, time
from decimal import Decimal

import pytest

from orders.shipping.policy import Place, Tariff, arrival, tariff_to

HOME = Tariff(Place("CN"), 1000, Decimal("8.00"), 500, Decimal("3.00"), free_from=Decimal("99.00"))


@pytest.mark.parametrize(
    ("grams", "price"), [(0, "8.00"), (1000, "8.00"), (1001, "11.00"), (1500, "11.00"), (1501, "14.00")]
)
def test_weight_is_charged_by_begun_steps(grams, price):
    assert HOME.charge(grams, Decimal("98.99")) == Decimal(price)


def test_from_the_amount_on_it_is_free():
    assert HOME.charge(9000, Decimal("99.00")) == 0


def test_the_closest_named_place_counts():
    anywhere = Tariff(Place(), 1000, Decimal("88.00"), 500, Decimal(0))
    tibet = Tariff(Place("CN", "西藏自治区"), 1000, Decimal("18.00"), 500, Decimal(0))
    tariffs = [anywhere, HOME, tibet]
    assert tariff_to(Place("CN", "西藏自治区", "拉萨市"), tariffs) is tibet
    assert tariff_to(Place("CN", "上海市"), tariffs) is HOME
    assert tariff_to(Place("GB"), tariffs) is anywhere
    assert tariff_to(Place("GB"), [HOME]) is None


@pytest.mark.parametrize(("clock", "day"), [(time(15, 59), 25), (time(16), 26), (time(23, 59), 26)])
def test_what_is_ordered_after_the_cutoff_arrives_a_day_later(clock, day):
    ordered_at = datetime.combine(date(2026, 11, 22), clock)
    assert arrival(ordered_at, time(16), 3) == date(2026, 11, day)
