"""What delivery costs and when it arrives. Weights are grams, amounts include tax, days are the store's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from kernel.money import ZERO

DEFAULT_WEIGHT = 500


@dataclass(frozen=True)
class Place:
    """Where a parcel goes, or what a rate or a closed area speaks of: empty means anywhere within."""

    country: str = ""
    province: str = ""
    city: str = ""
    district: str = ""

    def holds(self, other: "Place") -> bool:
        """Whether ``other`` lies in this place."""
        ours = (self.country, self.province, self.city, self.district)
        theirs = (other.country, other.province, other.city, other.district)
        return all(not name or name == their for name, their in zip(ours, theirs, strict=True))

    @property
    def depth(self) -> int:
        """How closely the place is named."""
        return sum(1 for name in (self.country, self.province, self.city, self.district) if name)


@dataclass(frozen=True)
class Tariff:
    """The price to one place: so much up to the first weight, then by steps; nothing from ``free_from`` on."""

    place: Place
    first_weight: int
    first_price: Decimal
    step_weight: int
    step_price: Decimal
    free_from: Decimal | None = None
    days: int = 3

    def charge(self, weight: int, amount: Decimal) -> Decimal:
        """What a parcel of that weight costs when the goods in it, discounts taken off, cost ``amount``."""
        if self.free_from is not None and amount >= self.free_from:
            return ZERO
        beyond = max(weight - self.first_weight, 0)
        return self.first_price + self.step_price * -(-beyond // self.step_weight)


@dataclass(frozen=True)
class Way:
    """A method of delivery as the merchant offers it: its prices, and where it does not go."""

    code: str
    name: str
    note: str
    cutoff: time
    tariffs: tuple[Tariff, ...]
    closed: tuple[Place, ...] = ()

    def goes_to(self, place: Place) -> bool:
        return not any(area.holds(place) for area in self.closed)


def tariff_to(place: Place, tariffs: Iterable[Tariff]) -> Tariff | None:
    """The tariff that names the place most closely, or None where nothing goes."""
    fitting = [tariff for tariff in tariffs if tariff.place.holds(place)]
    return max(fitting, key=lambda tariff: tariff.place.depth, default=None)


def arrival(ordered_at: datetime, cutoff: time, days: int) -> date:
    """The day a parcel arrives: what is ordered after the cut-off leaves a day later. ``ordered_at`` is store time."""
    leaves_on = ordered_at.date() + timedelta(days=1 if ordered_at.time() >= cutoff else 0)
    return leaves_on + timedelta(days=days)
