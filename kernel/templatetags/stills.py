"""Parts of a page whose looks depend on nothing but what they are given: drawn once, then remembered."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

#: A product card is about 3 kB.
REMEMBERED = 4000


@register.simple_tag
def still(part: str, **shown: Any) -> SafeString:
    """The template ``part`` in the active language with ``shown``, whose values must be hashable: plain and frozen."""
    return _drawn(part, get_language(), tuple(shown.items()))


@lru_cache(maxsize=REMEMBERED)
def _drawn(part: str, language: str | None, shown: tuple[tuple[str, Any], ...]) -> SafeString:
    return mark_safe(render_to_string(part, dict(shown)))  # noqa: S308 - a template's own output
