"""Photographs that shoppers send, drawn anew: nothing hides in them, and no camera tells where it stood."""

from dataclasses import dataclass
from io import BytesIO

from django.core.files.base import ContentFile, File
from PIL import Image, ImageOps

LARGEST_FILE = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_SIDE = 20_000
MOST_FRAMES = 1
DRAWN_SIDE = 1600
READABLE = ("JPEG", "PNG", "WEBP")
QUALITY = 82


class NotAPhotograph(Exception):
    """The file is not a JPEG, PNG or WebP photograph of a reasonable size."""


@dataclass(frozen=True)
class Photograph:
    """A JPEG of our own making."""

    content: ContentFile
    width: int
    height: int


def redrawn(file: File) -> Photograph:
    """The photograph upright, at most 1,600 pixels a side, without anything but its pixels. Raises NotAPhotograph."""
    if not 0 < file.size <= LARGEST_FILE:
        raise NotAPhotograph(f"{file.size} bytes")
    try:
        file.seek(0)
        with Image.open(file, formats=READABLE) as picture:
            _check(picture)
            picture.draft("RGB", (DRAWN_SIDE, DRAWN_SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, SyntaxError, ValueError, MemoryError, Image.DecompressionBombError) as fault:
        raise NotAPhotograph(type(fault).__name__) from fault
    upright.thumbnail((DRAWN_SIDE, DRAWN_SIDE))
    return _drawn(upright)


def _check(picture: Image.Image) -> None:
    """From the file's head alone, before a pixel is unpacked."""
    if picture.width * picture.height > MOST_PIXELS or max(picture.size) > MOST_SIDE:
        raise NotAPhotograph(f"{picture.width} × {picture.height}")
    if getattr(picture, "n_frames", 1) > MOST_FRAMES:
        raise NotAPhotograph("moving")


def _drawn(picture: Image.Image) -> Photograph:
    """Pasted onto a fresh canvas, so that not even Pillow's own notes about the file go along."""
    canvas = Image.new("RGB", picture.size)
    canvas.paste(picture)
    drawn = BytesIO()
    canvas.save(drawn, "JPEG", quality=QUALITY, optimize=True)
    return Photograph(ContentFile(drawn.getvalue(), name="photograph.jpg"), *canvas.size)
