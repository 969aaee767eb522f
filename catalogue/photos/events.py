"""What photographs announce."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PhotoAdded:
    """A photograph was stored under ``name``; its renditions are still to be made."""

    name: str
    version: int = 1


@dataclass(frozen=True)
class PhotosChanged:
    """What a product (or variant) shows of itself changed: photographs, their order, or renditions that are ready."""

    product_id: int
    version: int = 1
