from decimal import Decimal

import pytest

from analytics.kpis import charts
from analytics.kpis.charts import Frame, Scale


def test_a_sparkline_fills_its_box_and_skips_what_is_unknown():
    assert charts.sparkline([0, None, 10]) == "0.0,22.0 96.0,2.0"
    assert charts.sparkline([5, 5]) == "0.0,22.0 96.0,22.0"


@pytest.mark.parametrize("values", [[], [1], [None, None], [None, 1]])
def test_one_point_is_no_line(values):
    assert charts.sparkline(values) == ""


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([167_687, 90_000], Scale(0, 200_000, 50_000)),
        ([3, 1], Scale(0, 3, 1)),
        ([Decimal("0.031")], Scale(0, 0.04, 0.01)),
        ([-5, 10], Scale(-5, 10, 5)),
        ([None, 0], Scale(0, 0.25, 0.25)),
        ([], Scale(0, 0.25, 0.25)),
    ],
)
def test_charts_start_at_zero_and_end_at_a_round_number(values, expected):
    drawn = charts.scale(values)
    assert (drawn.low, drawn.high, drawn.step) == pytest.approx((expected.low, expected.high, expected.step))
    assert drawn.ticks[0] == drawn.low
    assert drawn.ticks[-1] == pytest.approx(drawn.high)


def test_a_gap_in_the_days_is_a_gap_in_the_line():
    frame = Frame(left=0, right=40, top=0, bottom=10)
    assert charts.lines([0, 10, None, 10, 0], Scale(0, 10, 5), frame) == ["0,10 10,0", "30,0 40,10"]


def test_first_and_last_days_are_always_labelled():
    assert charts.spread(3) == [0, 1, 2]
    assert charts.spread(28)[0] == 0
    assert charts.spread(28)[-1] == 27
    assert len(charts.spread(365)) == 8
