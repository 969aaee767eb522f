"""Days and instants, for programs that read the page and for people who wait."""

from datetime import date, datetime
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timeuntil
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kernel import clock

register = template.Library()

#: Days and minutes whose words are kept: most pages speak of the same few.
KEPT = 1000


@register.filter
def machine(moment: date | None) -> str:
    """What stands in ``<time datetime>``: whole seconds with the offset, or a day; HTML knows no microseconds."""
    if isinstance(moment, datetime):
        return timezone.localtime(moment).isoformat(timespec="seconds")
    return moment.isoformat() if moment else ""


@register.filter
def short_day(day: date) -> str:
    """``Mon 30 Nov``, in the active language."""
    return _day_in(get_language(), day)


@register.filter
def to_the_minute(moment: datetime) -> str:
    """``Mon 30 Nov 2026, 20:14``, in the active language and by the clock of the store."""
    return _minute_in(get_language(), timezone.make_naive(moment).replace(second=0, microsecond=0))


@lru_cache(maxsize=KEPT)
def _day_in(language: str | None, day: date) -> str:
    return date_format(day, _("D j M"))


@lru_cache(maxsize=KEPT)
def _minute_in(language: str | None, minute: datetime) -> str:
    return date_format(minute, "DATETIME_FORMAT")


@register.filter
def time_left(moment: datetime) -> str:
    """Until ``moment`` in whole days, on its last day in hours or minutes."""
    now = clock.now()
    if days := max(moment - now, moment - moment).days:
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    return timeuntil(moment, now, depth=1)
