"""How every form of the shop is drawn: templates/django/forms, with our classes on the controls."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

from kernel.templatetags.controls import as_input, as_select

#: Controls that bring their own looks.
_BARE = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput)


class ShopField(forms.BoundField):
    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if not isinstance(widget, _BARE):
            attrs["class"] = f"input {widget.attrs.get('class', '')}".strip()
        return attrs

    @property
    def is_check(self) -> bool:
        """A single box, whose label stands behind it."""
        return isinstance(self.field.widget, forms.CheckboxInput)


#: Controls of one element need no template.
_DRAWN = {
    "django/forms/widgets/select.html": as_select,
    **{
        f"django/forms/widgets/{kind}.html": as_input
        for kind in ("checkbox", "date", "email", "file", "hidden", "number", "password", "tel", "text", "time", "url")
    },
}


class ShopRenderer(TemplatesSetting):
    bound_field_class = ShopField

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        draw = _DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)
