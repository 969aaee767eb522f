"""The figures of days and of periods, from the counted days."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from analytics.kpis.definitions import KPIS, Columns, Value, added_up
from analytics.rollups import queries as rollups

FUNNEL = ["visitors", "saw_product", "filled_basket", "began_checkout", "bought"]
COLUMNS = sorted({column for kpi in KPIS.values() for column in kpi.columns} | set(FUNNEL))


@dataclass(frozen=True)
class Period:
    """The days from ``first`` to ``last``; one that nobody has counted yet has no columns. Others may be known, too."""

    first: date
    last: date
    columns: dict[date, Columns]

    @cached_property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=ahead) for ahead in range((self.last - self.first).days + 1)]

    @cached_property
    def total(self) -> dict[str, int | Decimal]:
        return added_up(self._counted, COLUMNS)

    @property
    def is_empty(self) -> bool:
        return not self._counted

    def values(self, key: str) -> list[Value]:
        """The figure ``key`` of each day; None where it was not counted or there is nothing to divide by."""
        kpi = KPIS[key]
        return [kpi.of(self.columns[day]) if day in self.columns else None for day in self.days]

    def value(self, key: str) -> Value:
        """The figure ``key`` of all days together; None where none was counted."""
        return None if self.is_empty else KPIS[key].of(self.total)

    @cached_property
    def _counted(self) -> list[Columns]:
        return [self.columns[day] for day in self.days if day in self.columns]


def figures(first: date, last: date) -> Period:
    """Every figure of every day from ``first`` to ``last``, in one query."""
    rows = rollups.numbers_of_days(first, last).values("day", *COLUMNS)
    return Period(first, last, {row.pop("day"): row for row in rows})
