"""What the merchant’s queue shows: its views, and a row for each request with its clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _

from catalogue.skus.queries import Name
from kernel import clock
from orders.aftersales import queries, telling, terms
from orders.aftersales.models import Return, ReturnLine
from orders.queries import names_now

S = Return.State


@dataclass(frozen=True)
class Tab:
    """One view of the queue, as ``components/tabs.html`` draws it."""

    label: str | Promise
    url: str
    count: int | None
    current: bool


def tabs(current: str) -> list[Tab]:
    counted = queries.counts()
    return [Tab(label, f"?view={view}", counted.get(view), view == current) for view, label in queries.VIEWS.items()]


def queue(view: str) -> QuerySet[Return]:
    return queries.returns_in(view).prefetch_related("lines__line")


@dataclass(frozen=True)
class Row:
    """A request as the queue shows it: what it is about, where it stands, and how its clock runs."""

    about: Return
    now: datetime
    names: Mapping[int, Name]

    @property
    def goods(self) -> str:
        return ", ".join(f"{name.title} × {each.quantity}" for each, name in self.lines)

    @property
    def lines(self) -> list[tuple[ReturnLine, Name]]:
        return [(each, self.names[each.line_id]) for each in self.about.lines.all()]

    @property
    def look(self) -> str:
        return telling.LOOKS[S(self.about.state)]

    @property
    def clock_look(self) -> str:
        """good in time, bad late, warn soon; nothing while it is paused."""
        about = self.about
        if about.answered_at:
            return "good" if about.answered_at <= about.answer_due_at else "bad"
        if about.paused_at or about.closed_at:
            return ""
        if about.answer_due_at <= self.now:
            return "bad"
        return "warn" if about.answer_due_at <= self.now + terms.warning() else "todo"

    @property
    def clock_words(self) -> str:
        about = self.about
        if about.answered_at:
            return _("Answered in time") if about.answered_at <= about.answer_due_at else _("Answered late")
        if about.closed_at:
            return ""
        if about.paused_at:
            return _("Paused, waiting for the shopper")
        if about.answer_due_at <= self.now:
            return _("%(time)s late") % {"time": timesince(about.answer_due_at, self.now, depth=1)}
        return _("%(time)s left") % {"time": timeuntil(about.answer_due_at, self.now, depth=1)}


def rows_of(found: Iterable[Return]) -> list[Row]:
    """Each request with its goods in the reader's words. Two queries."""
    asked = list(found)
    names, now = names_now(each.line for request in asked for each in request.lines.all()), clock.now()
    return [Row(request, now, names) for request in asked]
