"""Icons are symbols of one file, ``static/img/icons.svg``: fetched once, coloured by the text around them."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, also: str = "") -> SafeString:
    """The symbol ``name``; ``also`` adds classes. Silent to screen readers: the words beside it speak."""
    classes = f"icon {also}".strip()
    address = static("img/icons.svg")
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', classes, address, name)
