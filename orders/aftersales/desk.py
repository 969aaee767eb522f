"""What the merchant's pages show and offer: rows of the queue, and forms for what can be done."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.skus.queries import Name
from kernel import clock
from orders.aftersales import queries, telling
from orders.aftersales.models import Return, ReturnLine
from orders.fulfilment.queries import carrier_choices
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
        return "warn" if about.answer_due_at <= self.now + _warning() else "todo"

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


def _warning() -> timedelta:
    return timedelta(hours=settings.AFTERSALES_WARN_HOURS)


class Action(forms.Form):
    """Something that can be done to a request. ``states`` says when, ``permission`` by whom.

    What ``is_final`` takes a second step, before which ``hint`` is read.
    """

    name: str
    heading: str | Promise
    button: str | Promise
    permission: str
    kind = ""
    hint: str | Promise = ""
    is_final = False
    states: Collection[str] = ()

    def __init__(self, data: QueryDict | None = None, *, about: Return) -> None:
        super().__init__(data, auto_id=f"{self.name}_%s")
        self.about = about

    @cached_property
    def url(self) -> str:
        return reverse(f"office:return-{self.name}", args=[self.about.pk])

    @classmethod
    def is_for(cls, about: Return) -> bool:
        return about.state in cls.states


class Nothing(Action):
    """Nothing is to be said: the button is all."""

    name = "nothing"


class Approval(Action):
    name, permission = "approval", "returns.answer"
    heading, button, kind = gettext_lazy("Approve"), gettext_lazy("Approve"), "primary"
    states = Return.UNANSWERED
    hint = gettext_lazy("The shopper is told at once how to go on; what an exchange wants is kept for it.")
    words = forms.CharField(label=gettext_lazy("Words to the shopper"), max_length=500, required=False)


class Rejection(Action):
    name, permission = "rejection", "returns.answer"
    heading, button, kind = gettext_lazy("Reject"), gettext_lazy("Reject"), "danger"
    hint, is_final = gettext_lazy("The request ends here; the shopper is told why at once."), True
    states = (*Return.UNANSWERED, S.INSPECTED)
    words = forms.CharField(label=gettext_lazy("Reason, told to the shopper"), max_length=500)


class Question(Action):
    name, permission = "question", "returns.answer"
    heading, button = gettext_lazy("Ask the shopper"), gettext_lazy("Ask")
    hint = gettext_lazy("The clock stands still until they answer.")
    states = (S.REQUESTED,)
    words = forms.CharField(label=gettext_lazy("Question"), max_length=500)


class Counting(Action):
    """So many pieces of each line, as ``label`` asks for them; all where nothing is typed."""

    label: str | Promise
    is_required = True

    def __init__(self, data: QueryDict | None = None, *, about: Return) -> None:
        super().__init__(data, about=about)
        for each in about.lines.all():
            self.fields[f"line_{each.line_id}"] = forms.IntegerField(
                label=self.label % {"title": each.line.title, "pieces": each.quantity},
                min_value=0,
                max_value=each.quantity,
                initial=each.quantity,
                required=self.is_required,
            )


def pieces_in(said: Mapping[str, Any]) -> dict[int, int]:
    """Order line → how many pieces, where that was said."""
    counted = {name: pieces for name, pieces in said.items() if name.startswith("line_") and pieces is not None}
    return {int(name.removeprefix("line_")): pieces for name, pieces in counted.items()}


class Receipt(Counting):
    name, permission = "receipt", "returns.receive"
    heading, button, kind = gettext_lazy("Receive the goods"), gettext_lazy("The goods are here"), "primary"
    label = gettext_lazy("%(title)s, arrived of %(pieces)d")
    hint = gettext_lazy("What is missing is not settled; the shopper may ask for it again.")
    states = (S.APPROVED, S.SENT_BACK)
    is_required = False

    @classmethod
    def is_for(cls, about: Return) -> bool:
        return super().is_for(about) and about.sends_goods_back


class Inspection(Counting):
    name, permission = "inspection", "returns.receive"
    heading, button, kind = gettext_lazy("Inspect"), gettext_lazy("Keep the result"), "primary"
    hint = gettext_lazy("Pieces that are not fit for sale are written off when it is settled.")
    label = gettext_lazy("%(title)s, fit for sale of %(pieces)d")
    states = (S.RECEIVED,)


class Replacement(Action):
    name, permission = "replacement", "returns.receive"
    heading, button, kind = gettext_lazy("Send the new variant"), gettext_lazy("Ship the exchange"), "primary"
    states = (S.INSPECTED,)
    carrier = forms.ChoiceField(label=gettext_lazy("Carrier"), choices=carrier_choices)
    number = forms.CharField(label=gettext_lazy("Tracking number"), max_length=60)

    @classmethod
    def is_for(cls, about: Return) -> bool:
        return super().is_for(about) and about.kind == Return.Kind.EXCHANGE


class Refund(Nothing):
    name, permission = "refund", "orders.refund"
    heading, button, kind = gettext_lazy("Refund"), gettext_lazy("Refund as reckoned"), "primary"
    hint = gettext_lazy("Money, points, coupon and stock are settled together, once. It cannot be taken back.")
    is_final = True

    @classmethod
    def is_for(cls, about: Return) -> bool:
        ready = S.INSPECTED if about.sends_goods_back else S.APPROVED
        return about.kind != Return.Kind.EXCHANGE and about.state in (ready, S.REFUND_FAILED)


ACTIONS: tuple[type[Action], ...] = (Approval, Question, Receipt, Inspection, Refund, Replacement, Rejection)


def actions_for(about: Return, allowed: Collection[str], refused: Action | None) -> list[Action]:
    """What this person can do to the request as it stands; the one that was refused keeps what was typed."""
    offered = [each for each in ACTIONS if each.permission in allowed and each.is_for(about)]
    return [refused if type(refused) is each else each(about=about) for each in offered]
