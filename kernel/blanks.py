"""A form that nobody has filled in looks the same to everyone."""

from typing import Any, ClassVar

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kernel.memory import Nearby

#: As long as what stands in a choice may change without a word from us.
DRAWN = Nearby("blank-forms", seconds=60)


class DrawnOnce(forms.Form):
    """Such a form is drawn once for each language. ``blank`` is what stands in it before anybody has typed."""

    blank: ClassVar[dict[str, Any]] = {}

    def render(self, template_name: str | None = None, context: Any = None, renderer: Any = None) -> SafeString:
        def draw() -> SafeString:
            return super(DrawnOnce, self).render(template_name, context, renderer)

        if self.is_bound or template_name or context or renderer or not self._is_blank:
            return draw()
        return DRAWN.recall_one((type(self).__qualname__, self.prefix, get_language()), draw)

    __str__ = __html__ = render

    @property
    def _is_blank(self) -> bool:
        return {name: said for name in self.fields if (said := self.initial.get(name))} == self.blank
