"""Days and instants for programs that read the page."""

from datetime import date, datetime

from django import template
from django.utils import timezone

register = template.Library()


@register.filter
def machine(moment: date | None) -> str:
    """What stands in ``<time datetime>``: whole seconds with the offset, or a day; HTML knows no microseconds."""
    if isinstance(moment, datetime):
        return timezone.localtime(moment).isoformat(timespec="seconds")
    return moment.isoformat() if moment else ""
