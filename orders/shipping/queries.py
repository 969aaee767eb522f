"""The deliveries a shopper can choose from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalogue.models import ProductAttributeValue
from kernel import clock
from kernel.memory import Memory
from orders.shipping.models import ClosedArea, Method
from orders.shipping.policy import DEFAULT_WEIGHT, Place, Tariff, arrival, tariff_to

__all__ = ["Delivery", "Place", "cheapest_delivery", "deliveries_to", "least_charge", "weight_of"]

HOME = Place(country="CN")
WEIGHT = "weight"
DELIVERIES = Memory("deliveries", seconds=60)


@dataclass(frozen=True)
class Delivery:
    """One way to the shopper, priced and dated. ``free_from`` is the amount of goods it becomes free at."""

    code: str
    name: str
    note: str
    charge: Decimal
    arrives_on: date
    free_from: Decimal | None


def deliveries_to(place: Place, *, weight: int, amount: Decimal) -> list[Delivery]:
    """What can be chosen for goods of that weight (g) and amount, in the merchant's order; empty where nothing goes.

    Three queries.
    """
    closed = list(ClosedArea.objects.filter(country=place.country))
    methods = Method.objects.filter(is_active=True).prefetch_related("rates")
    found = (_delivery(method, place, weight, amount) for method in methods if _is_open(method, place, closed))
    return [delivery for delivery in found if delivery]


def cheapest_delivery(amount: Decimal, weight: int = 0) -> Delivery | None:
    """The delivery that costs least at home, for pages that come before the address."""
    return min(deliveries_to(HOME, weight=weight, amount=amount), key=lambda each: each.charge, default=None)


def least_charge(amount: Decimal) -> Decimal | None:
    """What it costs; remembered for a minute, for the basket asks at each look."""

    def asked() -> Decimal | None:
        cheapest = cheapest_delivery(amount)
        return cheapest.charge if cheapest else None

    return DELIVERIES.recall(f"least for {amount}", asked)


def weight_of(pieces: Mapping[int, int]) -> int:
    """Grams of so many pieces by product id; products say their weight in kilograms or weigh DEFAULT_WEIGHT."""
    known = ProductAttributeValue.objects.filter(product__in=pieces, attribute__code=WEIGHT)
    kilograms = {value.product_id: value.value for value in known.select_related("attribute")}
    return sum(_grams(kilograms.get(product_id)) * count for product_id, count in pieces.items())


def _grams(kilograms: float | int | str | None) -> int:
    try:
        return round(float(kilograms or 0) * 1000) or DEFAULT_WEIGHT
    except ValueError:
        return DEFAULT_WEIGHT


def _is_open(method: Method, place: Place, closed: Iterable[ClosedArea]) -> bool:
    concerned = (area for area in closed if area.method_id in (None, method.pk))
    return not any(Place(area.country, area.province, area.city, area.district).holds(place) for area in concerned)


def _delivery(method: Method, place: Place, weight: int, amount: Decimal) -> Delivery | None:
    tariff = tariff_to(place, [_tariff(rate) for rate in method.rates.all()])
    if tariff is None:
        return None
    now = clock.now().astimezone(clock.store_time_zone())
    return Delivery(
        code=method.code,
        name=method.name,
        note=method.note,
        charge=tariff.charge(weight, amount),
        arrives_on=arrival(now, method.cutoff, tariff.days),
        free_from=tariff.free_from,
    )


def _tariff(rate) -> Tariff:
    return Tariff(
        place=Place(rate.country, rate.province),
        first_weight=rate.first_weight,
        first_price=rate.first_price,
        step_weight=rate.step_weight,
        step_price=rate.step_price,
        free_from=rate.free_from,
        days=rate.days,
    )
