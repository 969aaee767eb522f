"""The tree of categories: in the menu, in breadcrumbs, and under the merchant's hands."""

import pytest
from django.utils import translation

from catalogue import policy, queries, services
from catalogue.search.queries import found
from catalogue.skus import services as skus
from tests.catalogue.factories import a_category, a_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    clothes = a_category("Clothes", chinese="服装")
    dresses = a_category("Dresses", under=clothes)
    return clothes, dresses


def menu():
    return [
        (entry.name, entry.count, [child.name for child in entry.children]) for entry in queries.categories_in_menu()
    ]


def test_the_menu_has_what_has_something_on_shelf(tree):
    a_category("Empty")
    product = a_product(category=tree[1])
    assert menu() == [("Clothes", 1, ["Dresses"])]
    skus.take_off_shelf(product=product)
    assert menu() == []


def test_what_is_not_public_hides_all_below_it(tree):
    clothes, dresses = tree
    a_product(category=dresses)
    services.update_category(category=clothes, is_public=False)
    assert menu() == []
    assert found(category=dresses).count == 0
    services.update_category(category=clothes, is_public=True)
    assert menu() == [("Clothes", 1, ["Dresses"])]


def test_the_menu_speaks_the_shoppers_language(tree):
    a_product(category=tree[1])
    assert menu()[0][0] == "Clothes"
    with translation.override("zh-hans"):
        [entry] = queries.categories_in_menu()
    assert (entry.name, entry.children[0].name) == ("服装", "连衣裙")
    assert entry.url.startswith("/zh-hans/categories/clothes-")


def test_the_menu_is_read_once(tree, django_assert_num_queries):
    a_product(category=tree[1])
    with django_assert_num_queries(2):
        menu()
    with django_assert_num_queries(0):
        menu()


def test_breadcrumbs_lead_from_the_root(tree, django_assert_num_queries):
    clothes, dresses = tree
    product = a_product(category=dresses)
    with django_assert_num_queries(1):
        assert [crumb.name for crumb in queries.breadcrumbs_of(dresses)] == ["Clothes", "Dresses"]
    way = queries.breadcrumbs_of(dresses)
    with django_assert_num_queries(2):
        assert queries.breadcrumbs_of(product) == way
    assert [entry.name for entry in queries.subcategories_of(clothes)] == ["Dresses"]


def test_a_moved_category_takes_its_products_along(tree):
    clothes, dresses = tree
    sale = a_category("Sale")
    a_product(category=dresses)
    services.move_category(category=dresses, under=sale)
    assert found(category=sale).count == 1
    assert found(category=clothes).count == 0
    services.move_category(category=dresses, under=None)
    assert menu() == [("Dresses", 1, [])]


def test_a_product_is_found_by_the_new_name_of_its_category(tree):
    clothes, dresses = tree
    a_product("Gown", category=dresses)
    services.update_category(category=clothes, name={"en": "Garments"})
    assert found(words="garments").count == 1


def test_a_fifth_level_deserves_a_warning():
    assert not policy.is_too_deep(4)
    assert policy.is_too_deep(5)


def test_sales_add_up_for_a_product_and_never_fall_below_none(django_assert_num_queries):
    first, second = a_product("First"), a_product("Second")
    services.record_sales(pieces={first.pk: 3, second.pk: 1})
    services.record_sales(pieces={first.pk: -2, second.pk: 4, 10**9: 1})
    assert [card.title for card in queries.best_sellers(2)] == ["Second", "First"]
    services.record_sales(pieces={first.pk: -99})
    first.refresh_from_db()
    assert first.sold_count == 0


def test_new_arrivals_come_latest_first_and_cost_one_query_when_remembered(django_assert_num_queries):
    a_product("Old")
    a_product("New")
    assert [card.title for card in queries.new_arrivals(5)] == ["New", "Old"]
    with django_assert_num_queries(1):
        queries.new_arrivals(5)
