"""Each page of the benchmark beside its floor."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shop.bench.ground import BenchShop
from shop.bench.measures import Client, Measure, beside_the_floor


@dataclass(frozen=True)
class Bar:
    queries: int
    times_floor: float

    def __str__(self) -> str:
        return f"≤ {self.queries} queries, ≤ {self.times_floor:g}× floor"


BARS = {
    "home": Bar(8, 6),
    "product": Bar(8, 6),
    "category": Bar(12, 10),
    "category_100": Bar(12, 10),
    "search": Bar(12, 10),
    "search_100": Bar(12, 10),
    "basket_5": Bar(20, 20),
    "office_orders": Bar(15, 25),
    "office_products": Bar(15, 25),
}


def measured(shop: BenchShop, places: Mapping[str, Any]) -> Iterator[tuple[str, Measure]]:
    """``places`` tells each page's address and, where it needs one, the session that opens it."""
    for name, bar in BARS.items():
        yield name, _measure(shop, name, bar, places[name])


def _measure(shop: BenchShop, name: str, bar: Bar, place: Mapping[str, str]) -> Measure:
    client = Client(shop.port, {"Cookie": place["cookie"]} if place.get("cookie") else None)
    floor = Client(shop.floor_port)
    first = client.get(place["address"])
    (shop.pages / name).write_bytes(first.body)
    for _ in range(3):
        client.get(place["address"])
        floor.get(f"/{name}")
    figures = beside_the_floor(
        lambda: client.timed(place["address"]),
        lambda: floor.timed(f"/{name}"),
        shop.scale.rounds,
        shop.web.pid,
    )
    holds = figures["queries"] <= bar.queries and figures["times_floor"] <= bar.times_floor
    return Measure(bar=str(bar), holds=holds, **figures)
