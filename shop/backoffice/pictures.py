"""Pictures that staff upload are drawn anew, so nothing hides in them and no camera tells where it stood."""

from io import BytesIO
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

LARGEST_FILE = 5 * 1024 * 1024
READABLE = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000


class PictureField(forms.FileField):
    """Takes a JPEG, PNG or WebP file and gives a fresh one no larger than ``largest_side`` a side: a PNG, or a JPEG
    where nothing has to shine through."""

    def __init__(self, *, largest_side: int, is_opaque: bool = False, **kwargs: Any) -> None:
        self.largest_side = largest_side
        self.kind = "JPEG" if is_opaque else "PNG"
        super().__init__(**kwargs)

    def to_python(self, data: Any) -> ContentFile | None:
        file = super().to_python(data)
        if file is None:
            return None
        if file.size > LARGEST_FILE:
            raise ValidationError(_("This file is larger than 5 MB. Save it smaller and try again."))
        return ContentFile(_redrawn(file, self.largest_side, self.kind), name=f"picture.{self.kind.lower()}")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"accept": "image/jpeg,image/png,image/webp"}


def _redrawn(file: File, largest_side: int, kind: str) -> bytes:
    try:
        file.seek(0)
        with Image.open(file, formats=READABLE) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("This picture has more than 40 million pixels."))
            upright = ImageOps.exif_transpose(picture).convert("RGB" if kind == "JPEG" else "RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(_("This file is not a JPEG, PNG or WebP picture.")) from error
    upright.thumbnail((largest_side, largest_side))
    drawn = BytesIO()
    upright.save(drawn, kind, optimize=True, quality=92)
    return drawn.getvalue()
