"""Facts about parcels. Instants are ISO 8601 in UTC, ``at`` is the carrier's own time where the carrier said it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ParcelShipped:
    parcel_id: int
    order_id: int
    order_number: str
    carrier: str
    tracking_number: str
    at: str
    version: int = 1


@dataclass(frozen=True)
class ParcelDelivered:
    parcel_id: int
    order_id: int
    order_number: str
    at: str
    version: int = 1
