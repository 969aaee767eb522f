"""Photographs that people send, as a field of a form; and as an answer that may be looked at and does nothing else."""

from typing import Any

from django import forms
from django.core.files.base import File
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _

from kernel.photographs import NotAPhotograph, Photograph, redrawn

MOST_PHOTOGRAPHS = 6
SANDBOX = "default-src 'none'; sandbox"


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotographsField(forms.FileField):
    """Up to six photographs, each drawn anew."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Photograph]:
        files = [file for file in data or [] if file]
        if len(files) > MOST_PHOTOGRAPHS:
            raise forms.ValidationError(_("At most six photographs, please."))
        return [self._photograph(file) for file in files]

    def _photograph(self, file: File) -> Photograph:
        try:
            return redrawn(file)
        except NotAPhotograph as fault:
            told = _(
                "“%(name)s” cannot be used. Please send a JPEG, PNG or WebP of at most 10 MB, 40 megapixels and "
                "20,000 pixels a side."
            )
            raise forms.ValidationError(told, params={"name": (file.name or "")[:60]}) from fault

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"accept": "image/jpeg,image/png,image/webp"}


def photograph_answer(file: File, filename: str) -> FileResponse:
    """The stored JPEG. Who may see it was asked before; no script in it runs, and no proxy keeps it."""
    answer = FileResponse(file.open("rb"), content_type="image/jpeg", filename=filename)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = SANDBOX
    answer["Cache-Control"] = "private, no-store"
    return answer
