"""Mails about requests: a receipt at once, and each answer. A fact heard twice finds its mail written already."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kernel import clock
from kernel.events import listen
from kernel.templatetags.instants import short_day
from kernel.templatetags.shop_money import money
from membership.messages import services as messages
from orders.aftersales import events
from orders.aftersales.queries import all_returns
from orders.queries import key_of


@dataclass(frozen=True)
class ReturnLetter:
    """One mail about one request, as its templates draw it; the words are looked up in the order's language."""

    kind: str
    about: Any

    @property
    def language(self) -> str:
        language: str = self.about.order.language
        return language

    @property
    def subject(self) -> str:
        return self._words[0]

    @property
    def sentence(self) -> str:
        return self._words[1]

    @property
    def send_to(self) -> str:
        """Where the goods go, where that is what the mail is about."""
        return self.about.send_to if self.kind == "approved" else ""

    @property
    def button(self) -> str:
        return _("View the request")

    @property
    def url(self) -> str:
        """The request's page; a guest gets there by the order's own link."""
        order = self.about.order
        if order.user_id:
            return f"{settings.STORE_URL}{self.about.get_absolute_url()}"
        return f"{settings.STORE_URL}{order.get_absolute_url()}?key={key_of(order.number)}"

    @cached_property
    def _words(self) -> tuple[str, str]:
        return _words_for(self.kind, self._named)

    @cached_property
    def _named(self) -> dict[str, str]:
        about = self.about
        due = date_format(about.answer_due_at.astimezone(clock.store_time_zone()), _("D j M, H:i"))
        send_by = short_day(clock.store_day(about.send_by)) if about.send_by else ""
        return {
            "number": about.number,
            "due": due,
            "send_by": send_by,
            "words": about.answer,
            "question": about.question,
            "money": money(about.money_back),
        }


def _words_for(kind: str, named: Mapping[str, str]) -> tuple[str, str]:
    subjects = {
        "requested": _("We have your request %(number)s"),
        "questioned": _("A question about your request %(number)s"),
        "approved": _("Your request %(number)s is approved"),
        "rejected": _("Your request %(number)s is rejected"),
        "withdrawn": _("Your request %(number)s is withdrawn"),
        "refunded": _("%(money)s goes back to you for %(number)s"),
        "exchanged": _("Your exchange %(number)s is on its way"),
    }
    sentences = {
        "requested": _("This is your receipt. We answer by %(due)s at the latest."),
        "questioned": "%(question)s",
        "approved": _("Please send the goods by %(send_by)s. %(words)s")
        if named["send_by"]
        else _("You need not send anything back. %(words)s"),
        "rejected": "%(words)s",
        "withdrawn": _("Nothing more happens. You may ask again while the time for it lasts."),
        "refunded": _("The money goes back the way it came. The page shows line by line why it is that much."),
        "exchanged": _("You can follow the parcel with the new variant on the order’s page."),
    }
    return subjects[kind] % named, (sentences[kind] % named).strip()


@listen(events.ReturnRequested)
def on_requested(fact: events.ReturnRequested) -> None:
    _write("requested", fact)


@listen(events.ReturnQuestioned)
def on_questioned(fact: events.ReturnQuestioned) -> None:
    _write("questioned", fact)


@listen(events.ReturnAnswered)
def on_answered(fact: events.ReturnAnswered) -> None:
    _write(fact.answer, fact)


@listen(events.ReturnWithdrawn)
def on_withdrawn(fact: events.ReturnWithdrawn) -> None:
    _write("withdrawn", fact)


@listen(events.ReturnRefunded)
def on_refunded(fact: events.ReturnRefunded) -> None:
    _write("refunded", fact)


@listen(events.ReturnExchanged)
def on_exchanged(fact: events.ReturnExchanged) -> None:
    _write("exchanged", fact)


def _write(kind: str, fact: Any) -> None:
    about = all_returns().get(pk=fact.return_id)
    order = about.order
    to = order.guest_email or (order.user.email if order.user else "")
    if to:
        messages.send(
            key=f"return-{kind}:{about.number}:{fact.at}",
            kind=f"return-{kind}",
            to=to,
            user=order.user,
            language=order.language,
            template="orders/notices/return",
            context={"letter": ReturnLetter(kind, about)},
        )
