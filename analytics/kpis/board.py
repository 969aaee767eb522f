"""The page of numbers, as it is shown: tiles, one trend, the funnel and the week, each beside the period before."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.kpis import charts
from analytics.kpis.definitions import HEADLINE, KPIS, Good, Kpi, Unit, Value
from analytics.kpis.periods import Days
from analytics.kpis.queries import FUNNEL, Period, figures
from analytics.rollups import queries as rollups
from kernel.money import rounded

WEEK = 7
FRAME = charts.Frame()
#: A step that fell by less than a tenth of a point has not fallen.
NOTABLE = Decimal("0.001")

STEPS: dict[str, str | Promise] = {
    "visitors": gettext_lazy("Visited"),
    "saw_product": gettext_lazy("Viewed a product"),
    "filled_basket": gettext_lazy("Added to basket"),
    "began_checkout": gettext_lazy("Started checkout"),
    "bought": gettext_lazy("Paid"),
}
HOURLY = {key: KPIS[key].name for key in ("paid_orders", "revenue", "page_views")}


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    days: Days
    kpi: Kpi = KPIS["revenue"]
    compare: str = "previous"
    is_smooth: bool = False
    hourly: str = "paid_orders"

    @property
    def before(self) -> Days:
        return self.days.a_year_before if self.compare == "year" else self.days.before


@dataclass(frozen=True)
class Change:
    """How a figure moved against the period before: which way, how far, and whether that is good for us."""

    text: str
    is_up: bool
    is_good: bool


@dataclass(frozen=True)
class Tile:
    kpi: Kpi
    value: Value
    change: Change | None
    spark: str
    is_current: bool


@dataclass(frozen=True)
class Step:
    name: str | Promise
    number: int
    of_all: Decimal
    of_step_before: Decimal | None
    before: Decimal | None
    is_largest_drop: bool = False


@dataclass(frozen=True)
class Row:
    day: date
    value: Value
    mean: Value
    day_before: date
    value_before: Value
    mean_before: Value


@dataclass(frozen=True)
class Board:
    asked: Asked
    now: Period
    before: Period

    @property
    def is_empty(self) -> bool:
        return self.now.is_empty

    @cached_property
    def tiles(self) -> list[Tile]:
        return [self._tile(kpi) for kpi in KPIS.values()]

    @property
    def headline(self) -> list[Tile]:
        return self.tiles[:HEADLINE]

    @property
    def others(self) -> list[Tile]:
        return self.tiles[HEADLINE:]

    @property
    def current(self) -> Tile:
        return next(tile for tile in self.tiles if tile.is_current)

    @cached_property
    def rows(self) -> list[Row]:
        """The days of the trend beside those they are compared with, each with the mean of the week it ends."""
        pairs = zip(self._lines(self.now), self._lines(self.before), strict=True)
        return [Row(*of_now, *of_before) for of_now, of_before in pairs]

    def _lines(self, period: Period) -> list[tuple[date, Value, Value]]:
        kpi = self.asked.kpi
        return list(zip(period.days, period.values(kpi.key), means(period, kpi), strict=True))

    @cached_property
    def trend(self) -> "Trend":
        if self.asked.is_smooth:
            return Trend(self.now.days, [row.mean for row in self.rows], [row.mean_before for row in self.rows])
        return Trend(self.now.days, [row.value for row in self.rows], [row.value_before for row in self.rows])

    @cached_property
    def funnel(self) -> list[Step]:
        """Visitors by how far they came; the step that lost most against the period before is marked."""
        steps = [self._step(place) for place in range(len(FUNNEL))]
        fallen = [(step.of_step_before - step.before, step) for step in steps if step.before and step.of_step_before]
        worst = min(fallen, key=lambda fall: fall[0], default=(Decimal(0), None))
        return [
            replace(step, is_largest_drop=True) if step is worst[1] and worst[0] < -NOTABLE else step for step in steps
        ]

    @property
    def largest_drop(self) -> Step | None:
        return next((step for step in self.funnel if step.is_largest_drop), None)

    @cached_property
    def week(self) -> list[tuple[str | Promise, list[tuple[int, Any, int]]]]:
        """For each weekday from Monday: (hour, value, heat 0–5) of its hours, summed over the period."""
        grid = rollups.week_grid(self.asked.days.first, self.asked.days.last)
        sums = {hour: columns[self.asked.hourly] for hour, columns in grid.items()}
        most = max(sums.values(), default=0) or 1
        return [
            (name, [(hour, value := sums.get((weekday + 1, hour), 0), _heat(value, most)) for hour in range(24)])
            for weekday, name in WEEKDAYS_ABBR.items()
        ]

    def _tile(self, kpi: Kpi) -> Tile:
        value, before = self.now.value(kpi.key), self.before.value(kpi.key)
        spark = charts.sparkline(self.now.values(kpi.key))
        return Tile(kpi, value, change(kpi, value, before), spark, kpi is self.asked.kpi)

    def _step(self, place: int) -> Step:
        column = FUNNEL[place]
        number = int(self.now.total[column])
        of_step, before = (_of_step(period, place) for period in (self.now, self.before))
        return Step(STEPS[column], number, _part(number, self.now.total[FUNNEL[0]]) or Decimal(0), of_step, before)


@dataclass(frozen=True)
class Trend:
    days: list[date]
    values: list[Value]
    values_before: list[Value]
    frame: charts.Frame = FRAME

    @cached_property
    def upright(self) -> charts.Scale:
        return charts.scale([*self.values, *self.values_before])

    @property
    def ticks(self) -> list[tuple[float, Decimal]]:
        """(y, value) of each grid line."""
        return [(self.frame.y(tick, self.upright), Decimal(f"{tick:.6f}")) for tick in self.upright.ticks]

    @property
    def labels(self) -> list[tuple[float, date]]:
        """(x, day) under the chart."""
        places = charts.spread(len(self.days))
        return [(self.frame.x(place, len(self.days)), self.days[place]) for place in places]

    @property
    def now(self) -> list[str]:
        return charts.lines(self.values, self.upright, self.frame)

    @property
    def before(self) -> list[str]:
        return charts.lines(self.values_before, self.upright, self.frame)

    @property
    def peak(self) -> dict[str, Any] | None:
        """The highest day, to be labelled; None where no day stands out."""
        known = [(value, place) for place, value in enumerate(self.values) if value]
        if len(known) < 3:
            return None
        value, place = max(known)
        x, y = self.frame.x(place, len(self.days)), self.frame.y(value, self.upright)
        return {"x": x, "y": y, "value": value, "day": self.days[place], "is_late": place > len(self.days) / 2}


def board(asked: Asked) -> Board:
    """Everything the page shows, in two queries for the figures; the week is asked for when it is drawn."""
    return Board(asked, _figures(asked.days), _figures(asked.before))


def _figures(days: Days) -> Period:
    """The figures of ``days``, and of the six days before, which the first means need."""
    known = figures(days.first - timedelta(days=WEEK - 1), days.last)
    return Period(days.first, days.last, known.columns)


def means(period: Period, kpi: Kpi) -> list[Value]:
    """For each day, the figure of the week that ends with it; what adds up is divided by the days counted."""
    return [_mean([day - timedelta(days=ago) for ago in reversed(range(WEEK))], period, kpi) for day in period.days]


def _mean(week: list[date], period: Period, kpi: Kpi) -> Value:
    counted = [period.columns[day] for day in week if day in period.columns]
    if not counted or week[-1] not in period.columns:
        return None
    value = kpi.of_all(counted)
    return rounded(Decimal(value) / len(counted)) if value is not None and kpi.adds_up else value


def change(kpi: Kpi, value: Value, before: Value) -> Change | None:
    """Shares and scores move by points, everything else by percent; None where nothing can be compared."""
    if value is None or before is None or value == before:
        return None
    text = _difference(kpi, Decimal(value), Decimal(before))
    is_up = value > before
    is_seen = any(digit in text for digit in "123456789")
    return Change(text, is_up, is_up == (kpi.good is Good.UP)) if is_seen else None


def _difference(kpi: Kpi, value: Decimal, before: Decimal) -> str:
    distance = abs(value - before)
    if kpi.unit is Unit.SHARE:
        return _("%(points)s pt") % {"points": f"{distance * 100:.{2 if distance < Decimal('0.01') else 1}f}"}
    if kpi.unit is Unit.SCORE:
        return f"{distance:.2f}"
    return f"{distance / abs(before) * 100:,.1f}%" if before else ""


def _of_step(period: Period, place: int) -> Decimal | None:
    if not place or period.is_empty:
        return None
    return _part(period.total[FUNNEL[place]], period.total[FUNNEL[place - 1]])


def _part(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    return Decimal(part) / Decimal(whole) if whole else None


def _heat(value: int | Decimal, most: int | Decimal) -> int:
    return min(5, int(value * 5 / most) + (1 if value else 0))
