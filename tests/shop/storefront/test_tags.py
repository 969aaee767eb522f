"""The page of a tag is a list like a category's, and every tagged product leads to it."""

import pytest

from catalogue.skus import services as skus
from catalogue.tags import services as tags
from tests.catalogue.factories import a_category, a_product, a_tag
from tests.shop.storefront.reading import page_of, things_on, words_of
from tests.shop.storefront.test_crawlers import addresses_in
from tests.shop.storefront.test_lists import names_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def gift():
    """On two products of two categories; a third product does without."""
    gift = a_tag("Gift", chinese="礼物")
    a_product("Scarf", category=a_category("Scarves"), price="80.00", tags=[gift], values={"material": "wool"})
    a_product("Lamp", category=a_category("Lamps"), price="60.00", tags=[gift], values={"material": "linen"})
    a_product("Rug", category=a_category("Rugs"), price="70.00", values={"material": "wool"})
    return gift


def test_a_tag_shows_its_products_of_every_category(client, gift):
    page = page_of(client, gift.get_absolute_url())
    assert sorted(names_on(page)) == ["Lamp", "Scarf"]
    assert "Gift" in words_of(page) and "2 products" in words_of(page)


def test_the_same_in_chinese(client, gift):
    said = words_of(page_of(client, "/zh-hans" + gift.get_absolute_url()))
    assert "礼物" in said and "2 件商品" in said and "首页" in said


@pytest.mark.parametrize(
    ("query", "names"),
    [("sort=price", ["Lamp", "Scarf"]), ("sort=-price", ["Scarf", "Lamp"]), ("material=wool", ["Scarf"])],
)
def test_filters_and_order_live_in_the_address(client, gift, query, names):
    assert names_on(page_of(client, f"{gift.get_absolute_url()}?{query}")) == names


def test_search_engines_are_told_of_the_page_but_not_of_its_filters(client, gift, settings):
    address = gift.get_absolute_url()
    page = page_of(client, address)
    here, there = settings.STORE_URL + address, f"{settings.STORE_URL}/zh-hans{address}"
    assert f'<link rel="canonical" href="{here}">' in page
    assert f'hreflang="zh-Hans" href="{there}"' in page and f'hreflang="x-default" href="{here}"' in page
    assert [step["name"] for step in things_on(page)["BreadcrumbList"]["itemListElement"]] == ["Home", "Gift"]
    assert "noindex" not in page and 'content="noindex, follow"' in page_of(client, address + "?material=wool")


def test_the_map_of_the_shop_has_tags_that_show_something(client, gift, settings):
    empty = a_tag("Camping", chinese="露营")
    places = addresses_in(client, "/sitemap-0.xml")
    assert settings.STORE_URL + gift.get_absolute_url() in places
    assert f"{settings.STORE_URL}/zh-hans{gift.get_absolute_url()}" in places
    assert settings.STORE_URL + empty.get_absolute_url() not in places


def test_a_tag_that_nothing_has_says_so_and_leads_on(client):
    said = words_of(page_of(client, a_tag("Camping", chinese="露营").get_absolute_url()))
    assert "Nothing here yet" in said and "See everything" in said


def test_a_page_past_the_end_says_where_the_end_is(client, gift):
    answer = client.get(gift.get_absolute_url(), {"page": "99"})
    assert answer.status_code == 404 and "The list ends before this page" in answer.text


def test_the_old_address_of_a_renamed_tag_leads_to_the_new_one_for_good(client, gift):
    page_of(client, gift.get_absolute_url())
    tags.rename_tag(tag=gift, name={"en": "Present", "zh-hans": "送礼"})
    answer = client.get(f"/tags/gift-{gift.pk}/?sort=price")
    assert (answer.status_code, answer["Location"]) == (301, f"/tags/present-{gift.pk}/?sort=price")
    assert "Present" in words_of(page_of(client, gift.get_absolute_url()))


def test_a_tag_that_is_not_there_is_a_page_that_helps_on(client, gift):
    assert client.get("/tags/none-999999/").status_code == 404
    page_of(client, gift.get_absolute_url())
    address = gift.get_absolute_url()
    tags.delete_tag(tag=gift)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(("prefix", "name"), [("", "Gift"), ("/zh-hans", "礼物")])
def test_a_product_leads_to_the_pages_of_its_tags(client, gift, prefix, name):
    product, there = a_product("Vase", tags=[gift]), prefix + gift.get_absolute_url()
    page = page_of(client, prefix + product.get_absolute_url())
    chips = page.split(f'class="chip" href="{there}"')
    assert len(chips) == 2 and name in chips[1].split("</a>")[0]


def test_a_product_says_its_new_tags_at_once(client, gift):
    product = a_product("Vase")
    address = product.get_absolute_url()
    assert gift.get_absolute_url() not in page_of(client, address)
    skus.update_product(product=product, tags=[gift])
    assert gift.get_absolute_url() in page_of(client, address)


def test_the_page_costs_what_a_categorys_costs_and_nothing_when_remembered(client, gift, django_assert_max_num_queries):
    client.get("/about/")
    with django_assert_max_num_queries(12):
        client.get(gift.get_absolute_url())
    with django_assert_max_num_queries(1):
        client.get(gift.get_absolute_url())


def test_tags_cost_the_product_page_no_query(client, gift, django_assert_max_num_queries):
    product = a_product("Vase", tags=[gift, a_tag("Home office", chinese="居家办公")])
    client.get("/")  # after which the process knows the menu and the offers
    with django_assert_max_num_queries(8):
        client.get(product.get_absolute_url())
    with django_assert_max_num_queries(2):
        client.get(product.get_absolute_url())
