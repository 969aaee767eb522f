"""What reviews announce."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RatingChanged:
    """A product's rating or the number of its reviews is another now."""

    product_id: int
    version: int = 1
