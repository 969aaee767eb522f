"""The attributes of a control, drawn in one piece: a template for each took a twentieth of a page with a form."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms.utils import flatatt

register = template.Library()


@register.filter
def as_attributes(attrs: Mapping[str, Any]) -> str:
    """`` class="input" required``, each with a space before it; what is False or None is left out."""
    return flatatt({name: value for name, value in attrs.items() if value is not False})
