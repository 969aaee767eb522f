"""How every form of the shop is drawn: templates/django/forms, with our classes on the controls."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

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


class ShopRenderer(TemplatesSetting):
    bound_field_class = ShopField
