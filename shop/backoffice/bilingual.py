"""Forms in which both languages stand side by side."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

#: Column ending → what the reader is told the field is in, and the tag a screen reader speaks it by.
LANGUAGES = {"en": (_("English"), "en"), "zh_hans": (_("Chinese"), "zh-Hans")}


class Bilingual(forms.ModelForm):
    """A form on a model with translated fields; ``bilingual`` names those that are written in both languages."""

    bilingual: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.bilingual:
            label = capfirst(str(self._meta.model._meta.get_field(name).verbose_name))
            for ending, (language, tag) in LANGUAGES.items():
                field = self.fields[f"{name}_{ending}"]
                field.label = _("%(label)s (%(language)s)") % {"label": label, "language": language}
                field.widget.attrs["lang"] = tag

    def pairs(self) -> Iterator[list[BoundField]]:
        """Each text with its English and its Chinese field."""
        for name in self.bilingual:
            yield [self[f"{name}_{ending}"] for ending in LANGUAGES]


def in_both(*names: str) -> list[str]:
    """The columns of translated fields."""
    return [f"{name}_{ending}" for name in names for ending in LANGUAGES]
