"""What the ledger says to people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from membership.points.models import Account, Entry, Kind


@dataclass(frozen=True)
class View:
    """A part of the history, as a tab names it."""

    name: str
    label: str | Promise
    kinds: Sequence[Kind]


SHOWN = {
    view.name: view
    for view in (
        View("earned", Kind.EARNED.label, (Kind.EARNED, Kind.SETTLED, Kind.TAKEN_BACK)),
        View("spent", Kind.SPENT.label, (Kind.SPENT, Kind.GIVEN_BACK)),
        View("expired", Kind.EXPIRED.label, (Kind.EXPIRED,)),
        View("adjusted", Kind.ADJUSTED.label, (Kind.ADJUSTED,)),
    )
}

#: Why points were earned or spent, by ``Entry.reason``; a member of staff gives reasons in words of their own.
CAUSES = {
    "order": gettext_lazy("Purchase"),
    "sign-up": gettext_lazy("Signing up"),
    "coupon": gettext_lazy("Coupon"),
    "review": gettext_lazy("Review"),
    "share": gettext_lazy("Sharing a product"),
}


def cause_of(entry: Entry) -> str:
    """Why an entry was written, in words."""
    return str(CAUSES.get(entry.reason, entry.reason))


@dataclass(frozen=True)
class Said:
    """One line of the history. ``change`` has a sign; ``is_pending`` says that it cannot be spent yet."""

    what: str
    why: str
    order_number: str
    change: int
    is_pending: bool
    at: datetime
    by: str


def said(entry: Entry) -> Said:
    """An entry as its member reads it."""
    gains = entry.target in (Account.PENDING, Account.BALANCE)
    return Said(
        what=_what(entry),
        why=cause_of(entry),
        order_number=entry.order_number,
        change=entry.points if gains else -entry.points,
        is_pending=Account.PENDING in (entry.source, entry.target) and entry.kind != Kind.SETTLED,
        at=entry.at,
        by=entry.by,
    )


def _what(entry: Entry) -> str:
    match entry.kind:
        case Kind.EARNED if entry.target == Account.PENDING:
            return _("Earned, on the way")
        case Kind.GIVEN_BACK:
            return _("Back from an order")
        case Kind.TAKEN_BACK:
            return _("Taken back with a return")
    return entry.get_kind_display()
