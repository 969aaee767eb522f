"""The reads of this room."""

from orders.fulfilment.carriers import choices as carrier_choices
from orders.fulfilment.queries.tracking import ParcelTrack, parcel_of_token, tracking_of
from orders.fulfilment.queries.waiting import dead_pushes, left_of, unmatched_pushes

__all__ = [
    "ParcelTrack",
    "carrier_choices",
    "dead_pushes",
    "left_of",
    "parcel_of_token",
    "tracking_of",
    "unmatched_pushes",
]
