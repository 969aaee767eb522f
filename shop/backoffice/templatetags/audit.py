from dataclasses import dataclass
from typing import Any

from django import template

from kernel.models import AuditEntry

register = template.Library()


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
    return ", ".join(map(str, value)) if isinstance(value, list) else value
