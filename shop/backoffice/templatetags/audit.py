from dataclasses import dataclass
from typing import Any

from django import template

from kernel.models import AuditEntry
from shop.backoffice.deeds import deed

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
    names = sorted(entry.before.keys() | entry.after.keys())
    return [Change(name, _words(entry.before.get(name)), _words(entry.after.get(name))) for name in names]


def _words(value: Any) -> Any:
    """Lists and tables read as sentences, not as a program writes them."""
    match value:
        case list():
            return "; ".join(str(_words(each)) for each in value)
        case dict():
            return ", ".join(f"{name}: {_words(each)}" for name, each in value.items())
    return value
