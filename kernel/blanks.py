"""A form that nobody has filled in looks the same to everyone."""

from collections.abc import Callable, Mapping
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

        if self.is_bound or template_name or context or renderer or not self._is_blank(self.initial):
            return draw()
        return self._once(self.prefix, draw)

    __str__ = __html__ = render

    @classmethod
    def drawn_with(cls, initial: Mapping[str, Any], **more: Any) -> SafeString:
        """How it looks before it is sent. Where ``initial`` says nothing, not even the form is made more than once."""

        def draw() -> SafeString:
            return cls(initial=dict(initial), **more).render()

        return cls._once(more.get("prefix"), draw) if cls._is_blank(initial) else draw()

    @classmethod
    def _once(cls, prefix: str | None, draw: Callable[[], SafeString]) -> SafeString:
        return DRAWN.recall_one((cls.__qualname__, prefix, get_language()), draw)

    @classmethod
    def _is_blank(cls, initial: Mapping[str, Any]) -> bool:
        return {name: said for name in cls.base_fields if (said := initial.get(name))} == cls.blank
