"""The year by months: a usual month is 100, and each stands beside the same one a year before."""

from calendar import monthrange
from datetime import date
from decimal import Decimal

import pytest

from analytics.kpis.definitions import KPIS
from analytics.kpis.seasons import months
from analytics.rollups.models import DayNumbers

pytestmark = pytest.mark.django_db


def counted(year, month, *, days=None, **a_day):
    for day in range(1, (days or monthrange(year, month)[1]) + 1):
        DayNumbers.objects.create(day=date(year, month, day), **a_day)


def test_a_month_is_measured_by_a_usual_one_and_by_itself_a_year_before(django_assert_num_queries):
    counted(2025, 10, paid_orders=2)
    counted(2026, 9, paid_orders=1)
    counted(2026, 10, paid_orders=3)
    counted(2026, 11, days=5, paid_orders=9)
    with django_assert_num_queries(1):
        november, october, september, *others = months(KPIS["paid_orders"], date(2026, 11, 5))
    assert (november.value, november.is_whole, november.season, november.change) == (45, False, None, None)
    assert (october.value, october.year_before, october.change.text) == (93, 62, "50.0%")
    assert (october.season, september.season) == (151, 49)
    assert (october.heat, september.heat, november.heat) == (5, 1, 0)
    assert len(others) == 9 and all(each.value is None for each in others)
    assert october.season + september.season == Decimal(200)


def test_a_year_of_nothing_has_no_season():
    assert all(month.season is None for month in months(KPIS["revenue"], date(2026, 3, 31)))
