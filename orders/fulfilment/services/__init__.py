"""The commands of this room."""

from orders.fulfilment.services.parcels import (
    CannotShip,
    NoPiecesLeft,
    NumberTaken,
    UnreadableNumber,
    ship_parcel,
    ship_replacement,
)
from orders.fulfilment.services.pushes import forget_pushes, keep_push, revive_push, take_in_waiting

__all__ = [
    "CannotShip",
    "NoPiecesLeft",
    "NumberTaken",
    "UnreadableNumber",
    "forget_pushes",
    "keep_push",
    "revive_push",
    "ship_parcel",
    "ship_replacement",
    "take_in_waiting",
]
