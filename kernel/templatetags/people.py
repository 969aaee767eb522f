"""How people are named to others."""

from django import template

register = template.Library()


@register.filter
def masked(name: str) -> str:
    """Enough of a name for its owner to know it: ``林小满`` as ``林**``."""
    return f"{name.strip()[:1]}**"
