"""Which choices a shopper has, given which variants there are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One value of an option. ``exists`` with the other choices made; ``sold_out`` when it exists but none is free."""

    value: str
    label: str
    chosen: bool
    exists: bool
    sold_out: bool

    @property
    def can_be_had(self) -> bool:
        return self.exists and not self.sold_out
