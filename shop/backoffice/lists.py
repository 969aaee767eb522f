"""Long lists, quick on every page: counted only as far as anyone would leaf."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from kernel.counting import counts_of

#: What one looks over at a glance; more is a keystroke away.
SIZE = 25
#: Counting stops here; who looks for something further in is better served by search and filters.
COUNTED = 2_000


def counted(rows: QuerySet[Any]) -> QuerySet[Any]:
    """What is counted of a list: as far as anyone would leaf, and one row more."""
    return rows.order_by()[: COUNTED + 1]


@dataclass(frozen=True)
class Page:
    """One page of a list. ``is_more`` says that there are more rows than ``count``."""

    rows: Sequence[Any]
    number: int
    pages: int
    count: int
    is_more: bool

    @property
    def first(self) -> int:
        return (self.number - 1) * SIZE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def page_of(rows: QuerySet[Any], wanted: str | None, *, count: int | None = None) -> Page:
    """The page with this number as it stands in an address: too far is the last one, no number the first.

    Two queries; one where ``count`` of what is ``counted`` is known.
    """
    count = counts_of({"rows": counted(rows)})["rows"] if count is None else count
    is_more, count = count > COUNTED, min(count, COUNTED)
    pages = max(1, -(-count // SIZE))
    number = min(max(1, int(wanted)), pages) if wanted and wanted.isdecimal() and len(wanted) < 10 else 1
    return Page(list(rows[(number - 1) * SIZE : number * SIZE]), number, pages, count, is_more)
