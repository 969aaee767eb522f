"""Days and instants, for programs that read the page and for people who wait."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.timesince import timeuntil
from django.utils.translation import ngettext

from kernel import clock

register = template.Library()


@register.filter
def machine(moment: date | None) -> str:
    """What stands in ``<time datetime>``: whole seconds with the offset, or a day; HTML knows no microseconds."""
    if isinstance(moment, datetime):
        return timezone.localtime(moment).isoformat(timespec="seconds")
    return moment.isoformat() if moment else ""


@register.filter
def time_left(moment: datetime) -> str:
    """Until ``moment`` in whole days, on its last day in hours or minutes."""
    now = clock.now()
    if days := max(moment - now, moment - moment).days:
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    return timeuntil(moment, now, depth=1)
