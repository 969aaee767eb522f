from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from django.core.files.storage import default_storage

from catalogue.models import ProductImage
from catalogue.photos import policy
from kernel.prepared import Prepared

__all__ = ["Photo", "Source", "photo_of", "photo_to_be", "photos_of"]


@dataclass(frozen=True)
class Source:
    """One ``<source>`` of a ``<picture>``."""

    type: str
    srcset: str


@dataclass(frozen=True)
class Photo:
    """What ``components/photo.html`` draws. Width and height are the original's, so the box never shifts.

    ``sources`` is empty and ``src`` is "" until the worker has made the renditions: draw the placeholder tile,
    in ``colour`` (#rrggbb, "" when unknown).
    """

    name: str
    alt: str
    width: int
    height: int
    widths: tuple[int, ...] = ()
    colour: str = ""
    id: int | None = None

    @property
    def is_ready(self) -> bool:
        return bool(self.widths)

    @cached_property
    def sources(self) -> list[Source]:
        """The modern formats, best first; the JPEG is in ``src`` and ``srcset``."""
        return [Source(kind, self._srcset(ending)) for ending, kind in policy.FORMATS.items() if ending != "jpg"]

    @cached_property
    def srcset(self) -> str:
        return self._srcset("jpg")

    @cached_property
    def src(self) -> str:
        return self.url(960) if self.is_ready else ""

    def url(self, width: int) -> str:
        """The address of the JPEG that is at least ``width`` wide, or the widest there is."""
        fitting = next((each for each in self.widths if each >= width), self.widths[-1])
        return f"{self._stem}-{fitting}.jpg"

    def _srcset(self, ending: str) -> str:
        return ", ".join(f"{self._stem}-{width}.{ending} {width}w" for width in self.widths)

    @cached_property
    def _stem(self) -> str:
        return str(default_storage.url(self.name)).rpartition(".")[0]


def photo_of(image: ProductImage) -> Photo:
    return Photo(
        name=str(image.original.name),
        alt=image.caption,
        width=image.width,
        height=image.height,
        widths=tuple(image.widths),
        colour=image.colour,
        id=image.pk,
    )


def photo_to_be(image: ProductImage) -> Photo:
    """The photograph with all the renditions that the worker makes of it, whether it has made them yet or not."""
    return replace(photo_of(image), widths=tuple(policy.widths_for(image.width)))


_PHOTOS = Prepared(lambda products: ProductImage.objects.rewrite(False).filter(product__in=products))


def photos_of(product_ids: Iterable[int]) -> dict[int, list[Photo]]:
    """The photographs of each product or variant in their order; one query whatever the number."""
    photos = defaultdict(list)
    for image in _PHOTOS.objects(list(product_ids)):
        photos[image.product_id].append(photo_of(image))
    return photos
