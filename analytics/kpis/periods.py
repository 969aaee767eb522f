"""Which days were asked for, in an address."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

LONGEST = timedelta(days=731)
USUAL = timedelta(days=28)


class UnknownDays(ValueError):
    """The address asks for days that cannot be shown; the text says why, in the reader's language."""


@dataclass(frozen=True)
class Days:
    first: date
    last: date

    @property
    def count(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Days":
        """As many days, just before these."""
        last = self.first - timedelta(days=1)
        return Days(last - timedelta(days=self.count - 1), last)

    @property
    def a_year_before(self) -> "Days":
        """52 weeks earlier, so that weekdays meet weekdays."""
        return Days(self.first - timedelta(weeks=52), self.last - timedelta(weeks=52))


def asked_days(first: str, last: str, *, today: date) -> Days:
    """The days ``first`` to ``last``; the 28 up to yesterday where nothing was asked. Raises UnknownDays."""
    end = _day(last, "to") if last else _usual_end(first, today)
    start = _day(first, "from") if first else end - USUAL + timedelta(days=1)
    if start > end:
        raise UnknownDays(_("“from” is after “to”."))
    if end > today:
        raise UnknownDays(_("“to” lies in the future; today is %(today)s.") % {"today": today.isoformat()})
    if end - start >= LONGEST:
        raise UnknownDays(_("That is more than %(days)d days; ask for fewer.") % {"days": LONGEST.days})
    return Days(start, end)


def _usual_end(first: str, today: date) -> date:
    return today if first else today - timedelta(days=1)


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnknownDays(
            _("“%(name)s” must be a day like 2026-11-24, not “%(text)s”.") % {"name": name, "text": text[:20]}
        ) from None
