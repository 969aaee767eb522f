"""The year by months: what each month brought, against a usual month and against itself a year before."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from analytics.kpis.board import Change, change
from analytics.kpis.definitions import Columns, Kpi, Value
from analytics.kpis.queries import Period, figures

MONTHS = 12
USUAL = 100


@dataclass(frozen=True)
class Month:
    """``season`` is 100 in a usual month; None while the month is not over, not wholly counted, or nothing is known."""

    first: date
    value: Value
    is_whole: bool
    season: int | None
    year_before: Value
    change: Change | None

    @property
    def heat(self) -> int:
        """0–5, three in a usual month."""
        return 0 if self.season is None else min(5, max(1, round(self.season * 3 / USUAL)))


def months(kpi: Kpi, until: date) -> list[Month]:
    """The twelve months up to that of ``until``, the latest first. One query."""
    firsts = list(_firsts(until, MONTHS * 2))
    counted = _by_month(figures(firsts[-1], until))
    usual = _mean([kpi.of_all(counted[first]) for first in firsts[:MONTHS] if _is_whole(first, counted[first])])
    return [_month(kpi, first, counted, usual) for first in firsts[:MONTHS]]


def _month(kpi: Kpi, first: date, counted: dict[date, list[Columns]], usual: Decimal | None) -> Month:
    value, before = _value(kpi, counted[first]), _value(kpi, counted[first.replace(year=first.year - 1)])
    is_whole = _is_whole(first, counted[first])
    season = round(Decimal(value) / usual * USUAL) if is_whole and usual and value is not None else None
    return Month(first, value, is_whole, season, before, change(kpi, value, before) if is_whole else None)


def _firsts(until: date, count: int) -> Iterator[date]:
    """The first days of so many months, backwards."""
    first = until.replace(day=1)
    for _ in range(count):
        yield first
        first = (first - timedelta(days=1)).replace(day=1)


def _by_month(period: Period) -> dict[date, list[Columns]]:
    counted: dict[date, list[Columns]] = defaultdict(list)
    for day, columns in period.columns.items():
        counted[day.replace(day=1)].append(columns)
    return counted


def _is_whole(first: date, days: Sequence[Columns]) -> bool:
    after = (first + timedelta(days=31)).replace(day=1)
    return len(days) == (after - first).days


def _value(kpi: Kpi, days: Sequence[Columns]) -> Value:
    return kpi.of_all(days) if days else None


def _mean(values: Sequence[Value]) -> Decimal | None:
    known = [Decimal(value) for value in values if value is not None]
    return sum(known, Decimal(0)) / len(known) if known else None
