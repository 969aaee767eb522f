"""Pictures as pixels: taken in safely, written small. Nothing of the upload but its pixels gets through."""

import warnings
from hashlib import sha256
from io import BytesIO
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from catalogue.photos import policy

WRITING = {
    "avif": {"format": "AVIF", "quality": 55, "speed": 9},
    "webp": {"format": "WEBP", "quality": 76, "method": 4},
    "jpg": {"format": "JPEG", "quality": 80, "optimize": True, "progressive": True},
}
MASTER = {"format": "JPEG", "quality": 92}
PAPER = "#ffffff"


class NotAPicture(ValueError):
    """The file is no picture that we take: of another kind, broken, or too large; ``reason`` says which."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason


def take_in(upload: IO[bytes]) -> Image.Image:
    """The upload's first frame, upright, without alpha, EXIF or place, at most 2,880 pixels on its longer side.

    Size and kind are read from the header before any pixel is decoded, so a decompression bomb costs nothing.
    """
    upload.seek(0, 2)
    if upload.tell() > policy.LARGEST_FILE:
        raise NotAPicture(_("This file is larger than 20 MB."))
    upload.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _decoded(Image.open(upload, formats=sorted(policy.ACCEPTED_FORMATS)))
    except NotAPicture:
        raise
    except Exception as error:  # Pillow's decoders raise whatever a broken file makes them raise
        raise NotAPicture(_("This is not a picture that can be read: send JPEG, PNG, WebP, AVIF or GIF.")) from error


def _decoded(image: Image.Image) -> Image.Image:
    if image.width * image.height > policy.MOST_PIXELS:
        raise NotAPicture(_("This picture has more than 50 million pixels."))
    longest = policy.LONGEST_SIDE
    image.draft("RGB", (longest, longest))  # JPEG decodes straight to a smaller size
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((longest, longest))
    return _on_paper(upright)


def _on_paper(image: Image.Image) -> Image.Image:
    """On white where it was transparent."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGBA", layer.size, PAPER)
    return Image.alpha_composite(paper, layer).convert("RGB")


def master(image: Image.Image) -> bytes:
    return _written(image, MASTER)


def rendition(image: Image.Image, width: int, ending: str) -> bytes:
    height = max(1, round(image.height * width / image.width))
    return _written(image.resize((width, height), Image.Resampling.LANCZOS), WRITING[ending])


def average_colour(image: Image.Image) -> str:
    """Its one colour when seen from afar, as #rrggbb."""
    return f"#{image.resize((1, 1), Image.Resampling.BOX).tobytes().hex()}"


def name_of(content: bytes) -> str:
    """A name nobody can guess who does not have the picture, and the same for the same picture."""
    return f"photos/{sha256(content).hexdigest()[:32]}.jpg"


def _written(image: Image.Image, writing: dict) -> bytes:
    file = BytesIO()
    image.save(file, **writing)
    return file.getvalue()
