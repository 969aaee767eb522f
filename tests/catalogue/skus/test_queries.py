"""What a product's page, the basket and the merchant's reports ask of SKUs."""

from datetime import timedelta

import pytest
from django.utils import translation

from catalogue.inventory import services as inventory
from catalogue.inventory.models import StockMovement, StockRecord
from catalogue.models import Product
from catalogue.skus import queries
from catalogue.skus import services as skus
from kernel import clock
from tests.catalogue.factories import a_dress, a_product, a_stock

pytestmark = pytest.mark.django_db


def test_132_variants_cost_as_many_queries_as_two(django_assert_num_queries):
    few = a_dress(("red", "s", 1), ("blue", "s", 2))
    many = a_dress(("red", "s", 1), ("blue", "s", 2))
    for n in range(130):
        child = Product.objects.create(structure="child", parent=many, is_public=True, slug="d")
        StockRecord.objects.create(
            product=child, partner=StockRecord.objects.first().partner, partner_sku=f"V{n}", price=1
        )
    for dress, count in ((few, 2), (many, 132)):
        with django_assert_num_queries(3):
            assert len(queries.variants_of(dress)) == count


@pytest.mark.parametrize("sku", ["", "NO-SUCH", "a\0b", "9" * 5000])
def test_what_is_no_sku_cannot_be_bought(sku):
    a_product()
    assert queries.buyable(sku) is None


def test_a_sku_is_bought_by_its_code_only_while_on_shelf():
    product = a_product()
    stock = product.stockrecords.get()
    found = queries.buyable(stock.partner_sku)
    assert (found.pk, found.free, found.title) == (stock.pk, stock.free, product.get_title())
    skus.take_off_shelf(product=product)
    assert queries.buyable(stock.partner_sku) is None


def test_skus_that_nobody_buys_are_reported_the_never_sold_first():
    today = clock.today()
    long_ago = clock.now() - timedelta(days=100)
    never, once, lately, new = (a_stock(5) for _ in range(4))
    for stock in (once, lately):
        inventory.allocate(reference=stock.partner_sku, wanted={stock.pk: 1})
        inventory.ship(reference=stock.partner_sku)
    StockMovement.objects.filter(stock=once).update(moved_at=long_ago)
    StockRecord.objects.exclude(pk=new.pk).update(date_created=long_ago)
    unsold = queries.never_sold_since(today - timedelta(days=60))
    assert [stock.pk for stock in unsold] == [never.pk, once.pk]


def test_what_was_chosen_is_set_as_each_language_sets_it():
    dress = a_dress(("red", "s", 1))
    [variant] = queries.variants_of(dress)
    assert variant.title == "Red, S"
    with translation.override("zh-hans"):
        [variant] = queries.variants_of(dress)
        told = queries.names_of([variant.product_id])[variant.product_id].options
        assert variant.title == told
        assert "，" in told and ", " not in told
