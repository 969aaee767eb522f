"""What reviews announce. Instants are ISO 8601 in UTC."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RatingChanged:
    """A product's rating or the number of its reviews is another now."""

    product_id: int
    version: int = 1


@dataclass(frozen=True)
class ReviewApproved:
    """A buyer's review is shown from now on."""

    review_id: int
    product_id: int
    user_id: int
    has_photographs: bool
    at: str
    version: int = 1


@dataclass(frozen=True)
class ReviewRejected:
    """A buyer's review is not shown, or no longer; ``reason`` is in the merchant's words."""

    review_id: int
    product_id: int
    user_id: int
    reason: str
    at: str
    version: int = 1
