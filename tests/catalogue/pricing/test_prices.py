"""One answer to what a SKU costs, for lists, product pages, basket and offers."""

from decimal import Decimal

import pytest

from catalogue.inventory.models import StockRecord
from catalogue.inventory.strategy import Selector
from catalogue.pricing.policy import Price, price_of, price_tag
from catalogue.pricing.ports import PRICE_SOURCES
from catalogue.pricing.queries import prices_of
from catalogue.search.queries import found
from catalogue.skus.queries import variants_of
from tests.catalogue.factories import a_dress, a_product

AMOUNTS = [Decimal(n) for n in (80, 100, 120)]


def test_the_lowest_offer_is_the_price_and_the_highest_known_is_struck():
    low, base, high = AMOUNTS
    assert price_of(base, None) == Price(base, None)
    assert price_of(base, high) == Price(base, high)
    assert price_of(base, low) == Price(base, None)
    assert price_of(base, high, [low, base]) == Price(low, high)
    assert price_of(base, None, [low]) == Price(low, base)
    assert price_of(base, None, [high]) == Price(base, None)


def test_a_price_tag_says_from_when_variants_cost_more():
    cheap, dear = Price(Decimal(1)), Price(Decimal(2))
    assert price_tag([dear, cheap]).price == cheap
    assert price_tag([dear, cheap]).varies
    assert not price_tag([cheap, Price(Decimal(1), Decimal(9))]).varies


@pytest.fixture
def half_price():
    asked = []

    def source(stock_ids):
        asked.append(set(stock_ids))
        return {pk: price / 2 for pk, price in StockRecord.objects.filter(pk__in=stock_ids).values_list("pk", "price")}

    PRICE_SOURCES.plug("test")(source)
    yield asked
    del PRICE_SOURCES["test"]


@pytest.mark.django_db
def test_a_source_from_above_changes_every_place_at_once(half_price):
    product = a_product(price="199.00", was="249.00")
    stock = product.stockrecords.get()
    expected = (Decimal("99.50"), Decimal("249.00"))
    [card] = found().cards
    [variant] = variants_of(product)
    info = Selector().strategy().fetch_for_product(product)
    assert (card.price_now, card.price_was) == expected
    assert (variant.price.now, variant.price.was) == expected
    assert info.price.incl_tax == info.price.effective_price == expected[0]
    assert prices_of([stock])[stock.pk].now == expected[0]


@pytest.mark.django_db
def test_sources_are_asked_once_however_many_skus(half_price):
    stocks = [a_product().stockrecords.get() for _ in range(3)]
    half_price.clear()
    strategy = Selector().strategy()
    strategy.learn(stocks)
    for stock in stocks:
        strategy.fetch_for_product(stock.product, stock)
    assert half_price == [{stock.pk for stock in stocks}]


@pytest.mark.django_db
def test_oscar_learns_what_can_be_had():
    dress = a_dress(("red", "m", 2), ("blue", "m", 0), price="99.00")
    strategy = Selector().strategy()
    red, blue = [strategy.fetch_for_product(child) for child in dress.children.order_by("pk")]
    assert red.availability.is_purchase_permitted(2)[0]
    assert not red.availability.is_purchase_permitted(3)[0]
    assert not blue.availability.is_available_to_buy
    parent = strategy.fetch_for_parent(dress)
    assert parent.price.incl_tax == Decimal("99.00")
    assert parent.availability.is_available_to_buy


@pytest.mark.django_db
def test_a_sku_without_a_price_is_not_for_sale():
    product = a_product()
    StockRecord.objects.update(price=None)
    info = Selector().strategy().fetch_for_product(product)
    assert not info.price.exists
    assert not info.availability.is_available_to_buy
    assert variants_of(product) == []
