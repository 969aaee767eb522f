"""The photographs of the demo shop: 54 pictures under the Unsplash licence inside the npm package @vendure/create.

Where the package cannot be had, each product gets a drawn sheet of its own colour instead, never a missing picture.
"""

from hashlib import sha256
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw

from shop.demo.goods import Crop

WIDTH = 1440


def folder() -> Path:
    return settings.BASE_DIR / "node_modules" / "@vendure" / "create" / "assets" / "images"


def photograph(name: str, crop: Crop | None) -> BytesIO:
    """The named picture, cropped, as a JPEG file; drawn if there is none of that name."""
    source = folder() / f"{name}-unsplash.jpg"
    image = Image.open(source).convert("RGB") if source.exists() else _drawn(name)
    return _as_file(_cropped(image, crop) if crop else image)


def credits() -> list[str]:
    """The photographers, from the names of the files: ``Kari Shea``."""
    return sorted({_photographer(path.stem) for path in folder().glob("*-unsplash.jpg")})


def _photographer(stem: str) -> str:
    return " ".join(word.title() for word in stem.removesuffix("-unsplash").split("-")[:-1])


def _cropped(image: Image.Image, crop: Crop) -> Image.Image:
    left, upper, right, lower = crop
    box = (left * image.width, upper * image.height, right * image.width, lower * image.height)
    return image.crop(tuple(round(edge) for edge in box))


def _drawn(name: str) -> Image.Image:
    hue = sha256(name.encode()).digest()[0] * 360 // 256
    image = Image.new("RGB", (WIDTH, WIDTH), f"hsl({hue}, 18%, 86%)")
    ImageDraw.Draw(image).ellipse((360, 360, 1080, 1080), fill=f"hsl({hue}, 24%, 62%)")
    return image


def _as_file(image: Image.Image) -> BytesIO:
    if image.width > WIDTH:
        image.thumbnail((WIDTH, WIDTH * 2))
    file = BytesIO()
    image.save(file, "JPEG", quality=92)
    file.seek(0)
    return file
