import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from random import Random
from time import process_time
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from oscar.apps.offer.applicator import Applicator

from catalogue.inventory.models import StockRecord
from catalogue.inventory.strategy import Selector
from catalogue.models import Category
from kernel import clock
from orders.basket.models import Basket, Line
from orders.basket.policy import quote
from promotions.memory import forget_offers, forget_ranges
from promotions.models import Benefit, Condition, ConditionalOffer, Range
from promotions.queries import Item, most_off, ranges_of, rules_in_force

LINES, PROMOTIONS, RANGES, ROUNDS = 50, 200, 40, 30
SEED = 8


class Command(BaseCommand):
    help = "Prices a basket of 50 lines under 200 offers, by our calculation and by Oscar's; leaves nothing behind."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            stocks = _stocks()
            _run_offers(Random(SEED), stocks)  # noqa: S311 - which offers there are is no secret
            told = {"ours": _ours(stocks), "oscars": _oscars(stocks)}
            transaction.set_rollback(True)
        forget_offers()
        forget_ranges()
        self.stdout.write(json.dumps(told))


def _stocks() -> list[StockRecord]:
    on_shelf = StockRecord.objects.filter(product__is_public=True, price__isnull=False, num_in_stock__gte=3)
    return list(on_shelf.select_related("product__parent").order_by("pk")[:LINES])


def _run_offers(random: Random, stocks: list[StockRecord]) -> None:
    """Offers of four kinds, on everything, on categories and on chosen products."""
    ConditionalOffer.objects.update(status=ConditionalOffer.SUSPENDED)
    ranges = [_a_range(random, number, stocks) for number in range(RANGES)]
    for number in range(PROMOTIONS):
        within = random.choice(ranges)
        needs = (("Count", 1), ("Value", random.randrange(100, 3000)), ("Count", random.randrange(2, 5)))
        gains = (("Percentage", random.randrange(5, 40)), ("Absolute", random.randrange(5, 80)), ("Fixed", 3))
        (need, asked), (gain, given) = random.choice(needs), random.choice(gains)
        condition = Condition.objects.create(range=within, type=need, value=Decimal(asked))
        benefit = Benefit.objects.create(range=within, type=gain, value=Decimal(given))
        ConditionalOffer.objects.create(
            name=f"Bench {number}", condition=condition, benefit=benefit, priority=number, exclusive=number % 5 > 0
        )


def _a_range(random: Random, number: int, stocks: list[StockRecord]) -> Range:
    within = Range.objects.create(name=f"Bench {number}", includes_all_products=number == 0)
    if number % 2:
        within.included_categories.add(random.choice(list(Category.objects.order_by("pk")[:8])))
    else:
        for stock in random.sample(stocks, 15):
            within.add_product(stock.product)
    return within


def _ours(stocks: list[StockRecord]) -> dict[str, Any]:
    def price() -> Any:
        rules = rules_in_force(clock.now())
        within = ranges_of([stock.product_id for stock in stocks])
        items = [Item(each.pk, each.product_id, each.price, 2, within[each.product_id]) for each in stocks]
        return quote(items, rules, most_off=most_off())

    forget_offers()
    forget_ranges()
    with _measured() as cold:
        quoted = price()
    warm = [_timed(price) for _ in range(ROUNDS)]
    return {
        "cold_queries": cold["queries"],
        "cold_ms": cold["ms"],
        "warm_queries": max(each["queries"] for each in warm),
        "warm_ms": sorted(each["ms"] for each in warm)[ROUNDS // 2],
        "applied": len(quoted.discounts),
    }


def _oscars(stocks: list[StockRecord]) -> dict[str, Any]:
    basket = Basket.objects.create()
    Line.objects.bulk_create(
        Line(
            basket=basket,
            product=stock.product,
            stockrecord=stock,
            quantity=2,
            line_reference=str(stock.pk),
            price_currency=stock.price_currency,
            price_incl_tax=stock.price,
            price_excl_tax=stock.price,
        )
        for stock in stocks
    )
    basket.strategy = Selector().strategy()
    with _measured() as spent:
        Applicator().apply(basket, AnonymousUser())
    return {"queries": spent["queries"], "ms": spent["ms"], "applied": len(list(basket.applied_offers()))}


def _timed(work: Callable[[], Any]) -> dict[str, Any]:
    with _measured() as spent:
        work()
    return spent


@contextmanager
def _measured() -> Iterator[dict[str, Any]]:
    spent: dict[str, Any] = {}
    with CaptureQueriesContext(connection) as asked:
        began = process_time()
        yield spent
        spent["ms"] = round((process_time() - began) * 1000, 2)
    spent["queries"] = len(asked)
