"""What the merchant said, as facts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FocusImageScheduled:
    """Its picture may be new and have no renditions yet."""

    image_id: int
    version: int = 1
