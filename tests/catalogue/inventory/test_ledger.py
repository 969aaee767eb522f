"""Whatever is done to stock, in whatever order: on hand is what has moved, promised is what is held."""

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.inventory import policy, services
from catalogue.inventory.models import Allocation, StockRecord
from catalogue.inventory.queries import the_store
from catalogue.inventory.services import ImpossibleQuantity, NotEnoughStock
from tests.catalogue.factories import a_stock

references = st.sampled_from("ABC")
quantities = st.integers(min_value=-1, max_value=6)
sku = st.integers(min_value=0, max_value=1)
deeds = st.one_of(
    st.tuples(st.just("allocate"), references, st.dictionaries(sku, quantities, min_size=1)),
    st.tuples(st.just("release"), references),
    st.tuples(st.just("ship"), references),
    st.tuples(st.just("receive"), sku, quantities),
    st.tuples(st.just("write_off"), sku, quantities),
    st.tuples(st.just("take_back"), sku, quantities),
    st.tuples(st.just("adjust"), sku, quantities),
)


def do(deed, stocks):
    match deed:
        case ("allocate", reference, wanted):
            if not Allocation.objects.filter(reference=reference).exists():
                services.allocate(reference=reference, wanted={stocks[n].pk: pieces for n, pieces in wanted.items()})
        case ("release" | "ship" as command, reference):
            getattr(services, command)(reference=reference)
        case ("receive", n, pieces):
            services.receive(stock_id=stocks[n].pk, quantity=pieces)
        case ("write_off", n, pieces):
            services.write_off(stock_id=stocks[n].pk, quantity=pieces, note="", moved_by=None)
        case ("take_back", n, pieces):
            services.take_back(stock_id=stocks[n].pk, quantity=pieces, reference="A")
        case ("adjust", n, pieces):
            services.adjust(stock_id=stocks[n].pk, counted=pieces, note="", moved_by=None)


def state(stocks):
    return list(StockRecord.objects.filter(pk__in=[stock.pk for stock in stocks]).order_by("pk").values())


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(deeds, max_size=12))
def test_the_ledger_adds_up_after_any_deeds(two_stocks, history):
    stocks = two_stocks()
    for deed in history:
        before = state(stocks)
        try:
            do(deed, stocks)
        except (NotEnoughStock, ImpossibleQuantity):
            assert state(stocks) == before
        for stock in StockRecord.objects.filter(pk__in=[stock.pk for stock in stocks]):
            assert stock.num_in_stock == stock.movements.aggregate(sum=Sum("change"))["sum"]
            assert stock.num_allocated == (stock.allocations.aggregate(sum=Sum("quantity"))["sum"] or 0)


@pytest.fixture
def two_stocks(db):
    product = a_stock(1).product

    def fresh():
        """Two SKUs as on the first day, for each example of its own."""
        Allocation.objects.all().delete()
        StockRecord.objects.all().delete()
        partner = the_store()
        return [
            StockRecord.objects.create(product=product, partner=partner, partner_sku=sku, price=1, num_in_stock=4)
            for sku in ("ONE", "TWO")
        ]

    return fresh


@given(st.dictionaries(sku, st.integers(0, 9)), st.dictionaries(sku, st.integers(1, 9)))
def test_what_falls_short_is_exactly_what_is_wanted_and_not_free(free, wanted):
    short = policy.shortages(free, wanted)
    assert short.keys() == {n for n in wanted if wanted[n] > free.get(n, 0)}
    assert all(short[n] == free.get(n, 0) for n in short)
