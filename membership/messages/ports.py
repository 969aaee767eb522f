"""Who writes: the roof, where the merchant describes the store, plugs its answer in."""

from collections.abc import Callable
from dataclasses import dataclass

from kernel.ports import Port


@dataclass(frozen=True)
class Letterhead:
    """The store as it stands on what it sends, in the active language. ``seller`` is its name on invoices.

    ``return_address`` is where goods are sent back to, in the lines of a parcel; empty where nobody said.
    """

    name: str
    email: str = ""
    phone: str = ""
    licence: str = ""
    seller: str = ""
    tax_number: str = ""
    return_address: str = ""

    @property
    def in_lines(self) -> str:
        """As it stands below a letter."""
        return "\n".join(filter(None, (self.name, self.phone, self.email, self.licence)))


LETTERHEADS: Port[Callable[[], Letterhead]] = Port()
