"""The running sums agree with looking at every customer on every day."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from analytics.rollups import standing
from analytics.rollups.models import CustomerDay, DayNumbers

FIRST = date(2026, 1, 1)
DAYS = 14
purchases = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.integers(0, DAYS - 1)), st.integers(1, 3), max_size=20
)


class Standing(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(purchases, st.integers(0, DAYS - 1))
    def test_whoever_bought_whenever(self, bought, start):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(standing, "WINDOW", 5)
            patch.setattr(standing, "LOST_AFTER", 2)
            CustomerDay.objects.bulk_create(
                CustomerDay(customer=who, day=FIRST + timedelta(days=on), paid_orders=n)
                for (who, on), n in bought.items()
            )
            DayNumbers.objects.bulk_create(DayNumbers(day=FIRST + timedelta(days=on)) for on in range(DAYS))
            standing.look_back(FIRST + timedelta(days=start), FIRST + timedelta(days=DAYS - 1))
        for numbers in DayNumbers.objects.filter(day__gte=FIRST + timedelta(days=start)):
            expected = _by_looking(bought, (numbers.day - FIRST).days)
            assert {key: getattr(numbers, key) for key in expected} == expected


def _by_looking(bought, today):
    days_of = defaultdict(dict)
    for (who, on), orders in bought.items():
        if on <= today:
            days_of[who][on] = orders
    recent = {who: sum(n for on, n in days.items() if on > today - 5) for who, days in days_of.items()}
    return {
        "new_customers": sum(min(days) == today for days in days_of.values()),
        "customers_ever": len(days_of),
        "customers_lost": sum(max(days) < today - 2 for days in days_of.values()),
        "customers_365": sum(n > 0 for n in recent.values()),
        "repeaters_365": sum(n > 1 for n in recent.values()),
        "orders_365": sum(recent.values()),
    }
