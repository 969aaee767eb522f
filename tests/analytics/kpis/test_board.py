from datetime import date, timedelta
from decimal import Decimal

import pytest

from analytics.kpis.board import Asked, board, change
from analytics.kpis.definitions import KPIS
from analytics.kpis.periods import Days
from analytics.kpis.templatetags.figures import figure, short, tick
from analytics.rollups.models import DayNumbers, HourNumbers

pytestmark = pytest.mark.django_db
WEEK = Days(date(2026, 11, 16), date(2026, 11, 22))


def days(first, **columns):
    """One row for each value of the columns, on days that follow each other."""
    for ahead, values in enumerate(zip(*columns.values(), strict=True)):
        DayNumbers.objects.create(day=first + timedelta(days=ahead), **dict(zip(columns, values, strict=True)))


@pytest.mark.parametrize(
    ("key", "now", "before", "text", "is_up", "is_good"),
    [
        ("revenue", Decimal(115), Decimal(100), "15.0%", True, True),
        ("refunds", Decimal(115), Decimal(100), "15.0%", True, False),
        ("conversion_rate", Decimal("0.0311"), Decimal("0.0304"), "0.07 pt", True, True),
        ("refund_rate", Decimal("0.05"), Decimal("0.20"), "15.0 pt", False, True),
        ("csat", Decimal("4.79"), Decimal("4.82"), "0.03", False, False),
    ],
)
def test_a_change_says_how_far_and_whether_it_is_good(key, now, before, text, is_up, is_good):
    moved = change(KPIS[key], now, before)
    assert (moved.text, moved.is_up, moved.is_good) == (text, is_up, is_good)


@pytest.mark.parametrize(("now", "before"), [(None, 1), (1, None), (5, 5), (5, 0), (Decimal("100.001"), Decimal(100))])
def test_where_nothing_moved_or_can_be_compared_nothing_is_said(now, before):
    assert change(KPIS["revenue"], now, before) is None


def test_a_period_is_compared_with_the_days_before_or_the_year_before():
    days(date(2026, 11, 9), paid_orders=[1] * 7)
    days(WEEK.first, paid_orders=[2] * 7)
    days(date(2025, 11, 17), paid_orders=[4] * 7)
    tile = board(Asked(WEEK, kpi=KPIS["paid_orders"])).current
    assert (tile.value, tile.change.text) == (14, "100.0%")
    a_year_on = board(Asked(WEEK, kpi=KPIS["paid_orders"], compare="year")).current
    assert (a_year_on.change.text, a_year_on.change.is_up) == ("50.0%", False)
    assert WEEK.a_year_before.first.weekday() == WEEK.first.weekday()


def test_the_mean_of_a_week_is_of_its_days_and_a_ratio_of_its_sums():
    days(date(2026, 11, 10), revenue=[70, *[0] * 6], paid_orders=[7, *[1] * 6])
    days(date(2026, 11, 17), revenue=[7], paid_orders=[1])
    day = Days(date(2026, 11, 16), date(2026, 11, 17))
    assert [row.mean for row in board(Asked(day)).rows] == [10, 1]
    assert [row.mean for row in board(Asked(day, kpi=KPIS["aov"])).rows] == [Decimal("5.38"), 1]


def test_a_day_nobody_counted_is_a_gap():
    days(WEEK.first, revenue=[1, 2])
    asked = board(Asked(WEEK))
    assert [row.value for row in asked.rows] == [1, 2, None, None, None, None, None]
    assert asked.rows[6].mean is None
    assert len(asked.trend.now) == 1


def test_the_funnel_marks_the_step_that_fell_most():
    came = {"visitors": [100, 100], "saw_product": [80, 80], "filled_basket": [40, 40]}
    days(date(2026, 11, 15), **came, began_checkout=[20, 10], bought=[10, 5])
    asked = board(Asked(Days(date(2026, 11, 16), date(2026, 11, 16))))
    assert [step.number for step in asked.funnel] == [100, 80, 40, 10, 5]
    assert asked.largest_drop.name == "Started checkout"
    assert (asked.largest_drop.of_step_before, asked.largest_drop.before) == (Decimal("0.25"), Decimal("0.5"))


def test_the_week_by_hour_is_darkest_where_there_is_most():
    HourNumbers.objects.create(day=date(2026, 11, 16), hour=20, paid_orders=10)
    HourNumbers.objects.create(day=date(2026, 11, 17), hour=9, paid_orders=1)
    week = board(Asked(WEEK)).week
    assert [str(name) for name, _ in week][:2] == ["Mon", "Tue"]
    assert week[0][1][20] == (20, 10, 5)
    assert week[1][1][9] == (9, 1, 1)
    assert week[6][1][0] == (0, 0, 0)


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("revenue", Decimal("2649840.40"), "¥2,649,840"),
        ("aov", Decimal("375.17"), "¥375.17"),
        ("net_revenue", Decimal("-12.5"), "−¥12.50"),
        ("visitors", 226_795, "226,795"),
        ("conversion_rate", Decimal("0.0311"), "3.11%"),
        ("repeat_rate", Decimal("0.214"), "21.4%"),
        ("session_seconds", Decimal("161.40"), "2 min 41 s"),
        ("csat", Decimal("4.8"), "4.80"),
        ("csat", None, "–"),
    ],
)
def test_a_figure_is_written_by_its_unit(key, value, text):
    assert figure(value, KPIS[key]) == text


def test_beside_a_chart_figures_are_short():
    assert [short(value) for value in (0, 950, 12_500, 180_000, 2_500_000, -3000)] == [
        *("0", "950", "12.5k", "180k", "2.5M", "−3k")
    ]
    assert tick(Decimal("0.025"), KPIS["ctr"]) == "2.5%"
