"""Three hundred buyers at once, each with a session and a connection, for a hundred pieces of one SKU."""

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import requests

from shop.bench.ground import BenchShop
from shop.bench.measures import Measure
from shop.bench.shopper import Buyer, SoldOut

BUYERS, PIECES = 300, 100
AT_ONCE = 60


def buyers_on_stock(shop: BenchShop, places: Mapping[str, Any]) -> Measure:
    """The SKU of the race has exactly PIECES free; afterwards as many orders hold it and nobody saw a failure."""
    origin = f"http://127.0.0.1:{shop.port}"
    start = Barrier(AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = Counter(
            pool.map(lambda number: _try(origin, places, start if number < AT_ONCE else None), range(BUYERS))
        )
    holds = outcomes == {"ordered": PIECES, "sold out": BUYERS - PIECES}
    return Measure(bar=f"exactly {PIECES} orders of {BUYERS} buyers, no failure", holds=holds)


def _try(origin: str, places: Mapping[str, Any], start: Barrier | None) -> str:
    buyer = Buyer(origin)
    if start:
        start.wait()
    try:
        buyer.get(places["product"])
        buyer.fill_basket(places["race_sku"])
        buyer.place()
    except SoldOut:
        return "broken" if buyer.broken else "sold out"
    except requests.RequestException:
        return "broken"
    return "broken" if buyer.broken else "ordered"
