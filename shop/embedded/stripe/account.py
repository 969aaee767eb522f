"""The merchant's account at the stand-in: what every operation is given to work with."""

from dataclasses import dataclass

from .faults import Faults
from .ledger import Ledger


@dataclass(frozen=True)
class Account:
    """``address`` is where browsers and the shop reach the stand-in, without a trailing slash."""

    ledger: Ledger
    faults: Faults
    address: str
