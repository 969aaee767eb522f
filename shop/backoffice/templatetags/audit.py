from dataclasses import dataclass
from typing import Any

from django import template

from kernel.models import AuditEntry
from shop.backoffice.deeds import deed
from shop.backoffice.written import name_of, words_of

register = template.Library()
register.filter(deed)


@dataclass(frozen=True)
class Change:
    name: str
    was: Any
    became: Any


@register.filter
def changes(entry: AuditEntry) -> list[Change]:
    """What an entry says of each thing it changed: None where there was nothing before, or is nothing after."""
    room = entry.action.partition(".")[0]

    def change(field: str) -> Change:
        was, became = (words_of(side.get(field), room=room, field=field) for side in (entry.before, entry.after))
        return Change(name_of(field), was, became)

    return [change(field) for field in sorted(entry.before.keys() | entry.after.keys())]
