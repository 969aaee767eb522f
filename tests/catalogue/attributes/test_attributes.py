"""What can be said of a kind of product, and what is said of one."""

import pytest
from django.utils import translation

from catalogue.attributes import services
from catalogue.attributes.queries import labels_of, values_of
from catalogue.attributes.services import AttributeRefused
from catalogue.models import AttributeOption
from tests.catalogue.factories import a_bare_product, a_kind, a_product

pytestmark = pytest.mark.django_db


def test_options_are_made_once_and_new_ones_join_them():
    kind = a_kind()
    more = [{"en": "Red", "zh-hans": "红色"}, {"en": "Dusty pink", "zh-hans": "灰粉色"}]
    services.define_attribute(kind=kind, code="colour", name={"en": "Colour", "zh-hans": "颜色"}, options=more)
    assert AttributeOption.objects.filter(group__code="colour", option_en="Red").count() == 1
    services.set_values(product=a_bare_product(), values={"colour": "dusty-pink"})


def test_a_value_is_named_the_same_in_every_language_and_labelled_in_each():
    product = a_product(values={"colour": "red", "material": "linen"})
    [colour, material] = values_of([product.pk])[product.pk]
    assert (colour.facet, colour.name, colour.label, material.label) == ("colour:red", "Colour", "Red", "linen")
    with translation.override("zh-hans"):
        assert (colour.facet, colour.name, colour.label) == ("colour:red", "颜色", "红色")
        assert labels_of(["colour"])["colour"].of("red") == "红色"


def test_an_option_without_english_is_named_by_its_number():
    kind = a_kind()
    services.define_attribute(kind=kind, code="style", name={"en": "Style"}, options=[{"en": "", "zh-hans": "国风"}])
    option = AttributeOption.objects.get(group__code="style")
    product = a_product(values={"style": str(option.pk)})
    assert values_of([product.pk])[product.pk][0].facet == f"style:{option.pk}"


@pytest.mark.parametrize(("code", "value"), [("voltage", "230"), ("colour", "plaid"), ("material", 7)])
def test_what_cannot_be_said_of_a_product_is_refused(code, value):
    product = a_bare_product()
    with pytest.raises(AttributeRefused) as refusal:
        services.set_values(product=product, values={"material": "linen", code: value})
    assert refusal.value.code == code
    assert not product.attribute_values.exists()


def test_any_number_of_products_costs_as_many_queries_as_one(django_assert_num_queries):
    products = [a_product(values={"colour": "red", "material": "linen"}) for _ in range(4)]
    for some in (products[:1], products):
        with django_assert_num_queries(1):
            assert len(values_of([product.pk for product in some])) == len(some)
