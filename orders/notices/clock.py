"""Mails to those who answer requests: one when an answer is due soon, one when it is overdue."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kernel import clock
from kernel.events import listen
from membership.messages import services as messages
from membership.staff.queries import who_may
from orders.aftersales.events import AnswerDueSoon, AnswerOverdue
from orders.aftersales.queries import all_returns


@dataclass(frozen=True)
class ClockLetter:
    """One reminder, in the language of whoever reads it."""

    about: Any
    is_late: bool
    language: str

    @property
    def subject(self) -> str:
        named = {"number": self.about.number}
        return _("Overdue: answer %(number)s") % named if self.is_late else _("Answer %(number)s soon") % named

    @property
    def sentence(self) -> str:
        due = date_format(self.about.answer_due_at.astimezone(clock.store_time_zone()), _("D j M, H:i"))
        said = _("The shopper was promised an answer by %(due)s and still waits for it.")
        return (said if self.is_late else _("The shopper was promised an answer by %(due)s.")) % {"due": due}

    @property
    def button(self) -> str:
        return _("View the request")

    @property
    def url(self) -> str:
        return f"{settings.STORE_URL}{reverse('office:return', args=[self.about.pk])}"


@listen(AnswerDueSoon)
def on_due_soon(fact: AnswerDueSoon) -> None:
    _remind(fact, is_late=False)


@listen(AnswerOverdue)
def on_overdue(fact: AnswerOverdue) -> None:
    _remind(fact, is_late=True)


def _remind(fact: Any, *, is_late: bool) -> None:
    """Whoever answered meanwhile is not bothered."""
    about = all_returns().get(pk=fact.return_id)
    if about.answered_at or about.closed_at:
        return
    kind = "return-overdue" if is_late else "return-due-soon"
    for person in who_may("returns.answer"):
        messages.send_to(
            person,
            key=f"{kind}:{about.number}:{fact.due_at}:{person.pk}",
            kind=kind,
            template="orders/notices/return",
            context={"letter": ClockLetter(about, is_late, messages.language_of(person))},
        )
