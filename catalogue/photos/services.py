"""Commands on photographs. Pixels are taken in at upload; renditions are made by a worker."""

from collections.abc import Mapping, Sequence
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from PIL import Image

from catalogue.models import Product, ProductImage
from catalogue.photos import pictures, policy
from catalogue.photos.events import PhotoAdded, PhotosChanged
from catalogue.photos.pictures import NotAPicture
from kernel.events import announce
from kernel.languages import column

__all__ = [
    "NotAPicture",
    "add_photo",
    "arrange_photos",
    "describe_photo",
    "keep",
    "make_renditions",
    "remove_photo",
    "write_renditions",
]


@transaction.atomic
def add_photo(*, product: Product, upload: IO[bytes], caption: Mapping[str, str] | None = None) -> ProductImage:
    """``product`` (or variant) shows one more photograph, after the others; ``caption`` is by language code.

    Raises NotAPicture. Until a worker has made the renditions, the photograph has a place but no sources.
    """
    picture = pictures.take_in(upload)
    content = pictures.master(picture)
    name = keep(content=content)
    image = ProductImage.objects.create(
        product=product,
        original=name,
        width=picture.width,
        height=picture.height,
        colour=pictures.average_colour(picture),
        display_order=_next_place(product),
        **{column("caption", language): words for language, words in (caption or {}).items()},
    )
    announce(PhotoAdded(name=name))
    return image


@transaction.atomic
def describe_photo(*, image: ProductImage, caption: Mapping[str, str]) -> None:
    """The alternative text says ``caption``, by language code."""
    ProductImage.objects.filter(pk=image.pk).update(
        **{column("caption", language): words for language, words in caption.items()}
    )
    announce(PhotosChanged(product_id=image.product_id))


@transaction.atomic
def arrange_photos(*, product: Product, image_ids: Sequence[int]) -> None:
    """The product's photographs stand in this order, those not named behind the others; strangers are passed over."""
    images = {image.pk: image for image in product.images.select_for_update()}
    order = [*(pk for pk in dict.fromkeys(image_ids) if pk in images), *(pk for pk in images if pk not in image_ids)]
    for place, pk in enumerate(order):
        images[pk].display_order = place
    ProductImage.objects.bulk_update(images.values(), ["display_order"])
    announce(PhotosChanged(product_id=product.pk))


@transaction.atomic
def remove_photo(*, image: ProductImage) -> None:
    """The product no longer shows it. The file stays: another product may show the same photograph."""
    ProductImage.objects.filter(pk=image.pk).delete()
    announce(PhotosChanged(product_id=image.product_id))


def keep(*, content: bytes) -> str:
    """The picture of our own making is stored for everyone to see, once however often it is kept; its name."""
    name = pictures.name_of(content)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    return name


def make_renditions(*, name: str) -> list[int]:
    """Every rendition of the stored photograph exists, in these widths, and whoever shows it knows; again changes
    nothing."""
    widths = write_renditions(name=name)
    _tell_who_shows(name, widths)
    return widths


def write_renditions(*, name: str) -> list[int]:
    """Every rendition of the stored photograph is a file, in these widths, and nobody shows it yet. No database is
    asked, so any thread may do it."""
    with default_storage.open(name) as file, Image.open(file) as picture:
        widths = policy.widths_for(picture.width)
        for width in widths:
            for ending in policy.FORMATS:
                _render(picture, name, width, ending)
    return widths


def _render(picture: Image.Image, original: str, width: int, ending: str) -> None:
    name = policy.rendition_name(original, width, ending)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(pictures.rendition(picture, width, ending)))


@transaction.atomic
def _tell_who_shows(name: str, widths: list[int]) -> None:
    showing = ProductImage.objects.filter(original=name).exclude(widths=widths)
    product_ids = set(showing.values_list("product_id", flat=True))
    showing.update(widths=widths)
    for product_id in sorted(product_ids):
        announce(PhotosChanged(product_id=product_id))


def _next_place(product: Product) -> int:
    last = product.images.aggregate(last=Max("display_order"))["last"]
    return 0 if last is None else last + 1
