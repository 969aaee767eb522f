"""The reads of this room."""

from orders.fulfilment.queries.tracking import ParcelTrack, parcel_of_token, tracking_of

__all__ = ["ParcelTrack", "parcel_of_token", "tracking_of"]
