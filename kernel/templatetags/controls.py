"""Controls of a form, each drawn in one piece: a template for every option of a list took half of an address page."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def as_attributes(attrs: Mapping[str, Any]) -> SafeString:
    """`` class="input" required``, each with a space before it; what is False or None is left out."""
    return SafeString("".join([_attribute(name, value) for name, value in attrs.items()]))


@register.filter
def as_input(widget: Mapping[str, Any]) -> SafeString:
    """The ``<input>`` of a widget's context, as Django's template of that name draws it."""
    value = None if widget["value"] is None else str(widget["value"])
    said = {"type": widget["type"], "name": widget["name"], "value": value}
    return SafeString(f"<input{as_attributes(said)}{as_attributes(widget['attrs'])}>")


@register.filter
def as_select(widget: Mapping[str, Any]) -> SafeString:
    """The ``<select>`` of a widget's context, with a line for each option."""
    opening = as_attributes({"name": widget["name"], **widget["attrs"]})
    groups = "".join(_group(name, options) for name, options, _ in widget["optgroups"])
    return SafeString(f"<select{opening}>{groups}\n</select>")


def _group(name: str | None, options: Iterable[Mapping[str, Any]]) -> str:
    drawn = "".join(map(_option, options))
    return f'\n<optgroup label="{conditional_escape(name)}">{drawn}\n</optgroup>' if name else drawn


def _option(option: Mapping[str, Any]) -> str:
    attrs = as_attributes({"value": str(option["value"]), **option["attrs"]})
    return f"\n<option{attrs}>{conditional_escape(option['label'])}</option>"


def _attribute(name: str, value: Any) -> str:
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{conditional_escape(value)}"'
