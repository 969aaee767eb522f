"""Which variant the choices lead to, and what else there is to choose."""

import pytest

from catalogue.skus import picker
from catalogue.skus.queries import variants_of
from tests.catalogue.factories import a_dress, a_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def variants():
    return variants_of(a_dress(("red", "s", 1), ("red", "m", 0), ("blue", "s", 2)))


def test_the_picker_refuses_what_is_sold_out_and_what_is_not_made(variants):
    colour, size = picker.options_of(variants, variants[0])
    assert (colour.name, colour.chosen, size.chosen) == ("Colour", "Red", "S")
    assert [(choice.label, choice.is_chosen, choice.is_refused) for choice in size.choices] == [
        ("S", True, False),
        ("M", False, True),
    ]
    assert size.reasons == ["M is sold out at the moment."]
    assert picker.options_of(variants, variants[2])[1].reasons == ["M is not made in this combination."]


def test_the_first_choice_is_never_refused_for_a_later_one(variants):
    colour, _ = picker.options_of(variants, variants[2])
    assert not any(choice.is_refused for choice in colour.choices)


def test_the_choices_lead_to_one_variant_whatever_else_the_address_says(variants):
    assert picker.variant_meant(variants, {"colour": "blue", "size": "s", "utm": "x"}) == variants[2]


def test_what_is_not_made_leads_to_the_nearest(variants):
    assert picker.variant_meant(variants, {"colour": "blue", "size": "m"}) == variants[2]


def test_a_product_without_options_is_its_own_variant():
    variants = variants_of(a_product(on_hand=4))
    assert picker.variant_meant(variants, {}) == variants[0]
    assert picker.options_of(variants, variants[0]) == []
