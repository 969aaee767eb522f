"""A merchant lists a product with its variants."""

from decimal import Decimal

import pytest

from catalogue.attributes.services import AttributeRefused
from catalogue.models import Product
from catalogue.search.queries import found
from catalogue.skus import queries, services
from catalogue.skus.services import CombinationTaken, NotReady, OptionsDiffer, PriceRefused, SkuTaken
from tests.catalogue.factories import a_bare_product, a_category, a_dress, a_kind, a_product

pytestmark = pytest.mark.django_db

RED_M = {"colour": "red", "size": "m"}
BLUE_M = {"colour": "blue", "size": "m"}


def names(results):
    return [card.title for card in results.cards]


def test_a_product_is_made_in_both_languages_and_is_not_on_shelf_yet():
    product = services.create_product(
        kind=a_kind(),
        title={"en": "Linen dress", "zh-hans": "亚麻连衣裙"},
        note={"en": "Light", "zh-hans": "轻薄"},
        categories=[a_category()],
        values={"material": "linen"},
    )
    assert (product.title_en, product.title_zh_hans, product.note_zh_hans) == ("Linen dress", "亚麻连衣裙", "轻薄")
    assert (product.slug, product.is_public, product.attr.material) == ("linen-dress", False, "linen")
    assert found().count == 0


def test_a_variant_has_its_own_sku_price_and_stock():
    product = a_bare_product()
    services.add_variant(product=product, sku="D-RED-M", price=Decimal("199.00"), options=RED_M, on_hand=3)
    services.add_variant(
        product=product, sku="D-BLUE-M", price=Decimal("209.00"), list_price=Decimal("249.00"), options=BLUE_M
    )
    red, blue = queries.variants_of(product)
    assert (red.sku, red.title, red.price.now, red.free) == ("D-RED-M", "Red, M", Decimal("199.00"), 3)
    assert (blue.price.now, blue.price.was, blue.sold_out) == (Decimal("209.00"), Decimal("249.00"), True)
    product.refresh_from_db()
    assert product.is_parent


@pytest.mark.parametrize(
    ("refusal", "variant"),
    [
        (SkuTaken, {"sku": "TAKEN", "options": BLUE_M}),
        (CombinationTaken, {"sku": "NEW", "options": RED_M}),
        (OptionsDiffer, {"sku": "NEW", "options": {"colour": "blue"}}),
        (OptionsDiffer, {"sku": "NEW", "options": {}}),
        (AttributeRefused, {"sku": "NEW", "options": {"colour": "ultraviolet", "size": "m"}}),
        (PriceRefused, {"sku": "NEW", "options": BLUE_M, "price": Decimal("-1")}),
        (PriceRefused, {"sku": "NEW", "options": BLUE_M, "price": Decimal("1.005")}),
        (PriceRefused, {"sku": "NEW", "options": BLUE_M, "price": Decimal("NaN")}),
        (PriceRefused, {"sku": "NEW", "options": BLUE_M, "price": Decimal("1e12")}),
    ],
)
def test_a_variant_that_cannot_be_leaves_nothing_behind(refusal, variant):
    product = a_bare_product()
    services.add_variant(product=product, sku="TAKEN", price=Decimal(1), options=RED_M)
    with pytest.raises(refusal):
        services.add_variant(**{"product": product, "price": Decimal(1), **variant})
    assert [variant.sku for variant in queries.variants_of(Product.objects.get(pk=product.pk))] == ["TAKEN"]
    assert product.children.count() == 1


def test_a_product_without_options_has_one_sku():
    product = a_bare_product()
    services.add_variant(product=product, sku="ONE", price=Decimal(1))
    with pytest.raises(OptionsDiffer):
        services.add_variant(product=product, sku="TWO", price=Decimal(1))
    with pytest.raises(OptionsDiffer):
        services.add_variant(product=product, sku="TWO", price=Decimal(1), options=RED_M)


def test_a_product_goes_on_shelf_when_it_has_all_it_needs():
    product = a_bare_product(title="", chinese="")
    product.categories.clear()
    with pytest.raises(NotReady) as refusal:
        services.publish(product=product)
    assert refusal.value.missing == ["title", "category", "price"]
    services.update_product(product=product, texts={"title": {"en": "Coat"}}, categories=[a_category("Coats")])
    services.add_variant(product=product, sku="COAT", price=Decimal(300))
    services.publish(product=product)
    assert names(found()) == ["Coat"]


def test_what_is_taken_off_the_shelf_is_no_longer_found_and_keeps_its_first_day():
    product = a_product()
    first_day = product.published_at
    services.take_off_shelf(product=product)
    assert found().count == 0
    services.publish(product=product)
    product.refresh_from_db()
    assert product.published_at == first_day


def test_lists_show_a_new_price_at_once():
    product = a_product(price="199.00")
    stock = product.stockrecords.get()
    services.price_variant(stock_id=stock.pk, price=Decimal("149.00"), list_price=Decimal("199.00"))
    [card] = found().cards
    assert (card.price_now, card.price_was) == (Decimal("149.00"), Decimal("199.00"))


def test_a_withdrawn_variant_cannot_be_chosen_and_comes_back():
    product = a_dress(("red", "m", 3), ("blue", "m", 3))
    red, _ = queries.variants_of(product)
    services.withdraw_variant(stock_id=red.stock_id)
    assert [variant.title for variant in queries.variants_of(product)] == ["Blue, M"]
    assert queries.buyable(red.sku) is None
    services.offer_variant(stock_id=red.stock_id)
    found = queries.buyable(red.sku)
    assert (found.pk, found.title) == (red.stock_id, product.get_title())


def test_a_value_is_changed_and_taken_away():
    product = a_product(values={"material": "linen"})
    services.update_product(product=product, values={"material": "hemp"})
    assert product.attr.material == "hemp"
    services.update_product(product=product, values={"material": None})
    assert not product.attribute_values.exists()
    with pytest.raises(AttributeRefused):
        services.update_product(product=product, values={"voltage": "230"})
