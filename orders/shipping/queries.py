"""The deliveries a shopper can choose from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import get_language

from catalogue.models import ProductAttributeValue
from kernel import clock
from kernel.memory import Nearby
from kernel.prepared import Prepared
from orders.shipping.models import ClosedArea, Rate
from orders.shipping.policy import DEFAULT_WEIGHT, Place, Tariff, Way, arrival, tariff_to
from orders.shipping.words import charge_in_words

__all__ = [
    "Delivery",
    "Place",
    "charge_in_words",
    "cheapest_delivery",
    "deliveries_to",
    "least_charge",
    "name_now",
    "provinces_apart",
    "weight_of",
]

HOME = Place(country="CN")
WEIGHT = "weight"
#: The merchant's table of methods and rates, read with nearly every step of a purchase and changed once a season.
WAYS = Nearby("ways-of-delivery", seconds=60)
#: Forgotten with the shelf: what a product weighs is written with the product.
GRAMS = Nearby("shelf", seconds=60)
#: However the merchant's kind of product writes its weight.
_SAID = Prepared(
    lambda products: ProductAttributeValue.objects.filter(product__in=products, attribute__code=WEIGHT).values_list(
        "product_id", "value_float", "value_integer", "value_text"
    )
)


@dataclass(frozen=True)
class Delivery:
    """One way to the shopper, priced and dated. ``free_from`` is the amount of goods it becomes free at."""

    code: str
    name: str
    note: str
    charge: Decimal
    arrives_on: date
    free_from: Decimal | None

    @property
    def charge_in_words(self) -> str:
        return charge_in_words(self.charge)


def deliveries_to(place: Place, *, weight: int, amount: Decimal) -> list[Delivery]:
    """What can be chosen for goods of that weight (g) and amount, in the merchant's order; empty where nothing goes."""
    found = (_delivery(way, place, weight, amount) for way in ways())
    return [delivery for delivery in found if delivery]


def ways() -> list[Way]:
    """The methods that are offered, with all their rates. Remembered; two queries else."""
    return WAYS.recall_one(get_language(), _ways)


def name_now(code: str, written: str) -> str:
    """What the method is called in the active language; as ``written`` where it is no longer offered."""
    return next((way.name for way in ways() if way.code == code), written)


def cheapest_delivery(amount: Decimal, weight: int = 0) -> Delivery | None:
    """The delivery that costs least at home, for pages that come before the address."""
    return min(deliveries_to(HOME, weight=weight, amount=amount), key=lambda each: each.charge, default=None)


def least_charge(amount: Decimal) -> Decimal | None:
    """What it costs, for pages that know no weight yet."""
    cheapest = cheapest_delivery(amount)
    return cheapest.charge if cheapest else None


def provinces_apart() -> list[str]:
    """The provinces at home where a delivery costs or takes something else than in the others, or does not go."""
    places = (place for way in ways() for place in (*(tariff.place for tariff in way.tariffs), *way.closed))
    return sorted({place.province for place in places if place.country == HOME.country and place.province})


def forget_ways(**_: Any) -> None:
    """The merchant has changed the table."""
    WAYS.forget()


def weight_of(pieces: Mapping[int, int]) -> int:
    """Grams of so many pieces by product id; products say their weight in kilograms or weigh DEFAULT_WEIGHT."""
    grams = GRAMS.recall_each(pieces, _grams_of)
    return sum(grams[product_id] * count for product_id, count in pieces.items())


def _grams_of(product_ids: Collection[int]) -> dict[int, int]:
    said = {product_id: _grams(next(filter(None, kilograms), 0)) for product_id, *kilograms in _SAID.rows(product_ids)}
    return {product_id: said.get(product_id, DEFAULT_WEIGHT) for product_id in product_ids}


def _grams(kilograms: Any) -> int:
    """A weight may also be a choice, like light or heavy, which says nothing to a scale."""
    try:
        return round(float(str(kilograms or 0)) * 1000) or DEFAULT_WEIGHT
    except (ValueError, OverflowError):
        return DEFAULT_WEIGHT


def _ways() -> list[Way]:
    closed = list(ClosedArea.objects.all())
    rates = Rate.objects.filter(method__is_active=True).select_related("method").order_by("method__position", "method")
    return [
        Way(
            code=method.code,
            name=method.name,
            note=method.note,
            cutoff=method.cutoff,
            tariffs=tuple(map(_tariff, rates)),
            closed=tuple(_place(area) for area in closed if area.method_id in (None, method.pk)),
        )
        for method, rates in groupby(rates, key=lambda rate: rate.method)
    ]


def _place(area: ClosedArea) -> Place:
    return Place(area.country, area.province, area.city, area.district)


def _tariff(rate: Rate) -> Tariff:
    return Tariff(
        place=Place(rate.country, rate.province),
        first_weight=rate.first_weight,
        first_price=rate.first_price,
        step_weight=rate.step_weight,
        step_price=rate.step_price,
        free_from=rate.free_from,
        days=rate.days,
    )


def _delivery(way: Way, place: Place, weight: int, amount: Decimal) -> Delivery | None:
    tariff = tariff_to(place, way.tariffs) if way.goes_to(place) else None
    if tariff is None:
        return None
    now = clock.now().astimezone(clock.store_time_zone())
    return Delivery(
        code=way.code,
        name=way.name,
        note=way.note,
        charge=tariff.charge(weight, amount),
        arrives_on=arrival(now, way.cutoff, tariff.days),
        free_from=tariff.free_from,
    )
