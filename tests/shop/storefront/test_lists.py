"""Home, category and search: the same list, filtered and sorted by its address."""

import pytest

from catalogue.skus import services as skus
from tests.catalogue.factories import a_category, a_product
from tests.shop.storefront.reading import page_of, things_on, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def dresses():
    category = a_category("Dresses", chinese="连衣裙")
    a_product("Red dress", chinese="红色连衣裙", category=category, price="100.00", values={"material": "linen"})
    a_product(
        "Blue dress", chinese="蓝色连衣裙", category=category, price="300.00", was="400.00", values={"material": "wool"}
    )
    a_product(
        "Grey dress", chinese="灰色连衣裙", category=category, price="200.00", on_hand=0, values={"material": "wool"}
    )
    return category


def names_on(page: str) -> list[str]:
    return [part.split(">", 2)[2].split("<", 1)[0] for part in page.split('class="card-name"')[1:]]


def test_a_category_shows_its_products_with_prices_and_counts(client, dresses):
    page = page_of(client, dresses.get_absolute_url())
    said = words_of(page)
    assert sorted(names_on(page)) == ["Blue dress", "Grey dress", "Red dress"]
    assert "3 products" in said and "¥300.00" in said and "¥400.00" in said and "Sold out" in said


def test_the_same_in_chinese(client, dresses):
    said = words_of(page_of(client, "/zh-hans" + dresses.get_absolute_url()))
    assert "红色连衣裙" in said and "3 件商品" in said and "售罄" in said and "首页" in said


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("sort=price", ["Red dress", "Grey dress", "Blue dress"]),
        ("sort=-price", ["Blue dress", "Grey dress", "Red dress"]),
        ("material=linen", ["Red dress"]),
        ("material=wool&in_stock=1", ["Blue dress"]),
        ("reduced=1", ["Blue dress"]),
        ("price_from=150&price_to=250", ["Grey dress"]),
    ],
)
def test_filters_and_order_live_in_the_address(client, dresses, query, names):
    assert names_on(page_of(client, f"{dresses.get_absolute_url()}?{query}")) == names


def test_each_chosen_filter_can_be_taken_away_by_itself(client, dresses):
    page = page_of(client, dresses.get_absolute_url() + "?material=wool&reduced=1&sort=price")
    address = dresses.get_absolute_url()
    assert f'class="chip" href="{address}?reduced=1&amp;sort=price"' in page
    assert f'class="chip" href="{address}?material=wool&amp;sort=price"' in page
    assert f'href="{address}?sort=price">Clear all' in page


def test_filters_that_leave_nothing_say_so_and_lead_back(client, dresses):
    said = words_of(page_of(client, dresses.get_absolute_url() + "?material=linen&reduced=1"))
    assert "Nothing fits all of these filters" in said and "Clear all filters" in said


def test_a_filtered_list_is_not_for_search_engines_but_the_plain_one_is(client, dresses):
    address = dresses.get_absolute_url()
    assert 'content="noindex, follow"' in page_of(client, address + "?material=wool")
    assert "noindex" not in page_of(client, address)


def test_search_finds_in_both_languages(client, dresses):
    assert names_on(page_of(client, "/search/?q=red")) == ["Red dress"]
    assert names_on(page_of(client, "/zh-hans/search/?q=红色连衣裙"))[0] == "红色连衣裙"


@pytest.mark.parametrize(
    "words", ["%", "'", "\\", "x" * 5000, "🛋️", "<script>alert(1)</script>", "a\0b", "   ", '" OR 1=1 --']
)
def test_odd_words_are_answered_with_a_page_that_helps(client, dresses, words):
    for address in ("/search/", "/zh-hans/search/"):
        answer = client.get(address, {"q": words})
        assert answer.status_code == 200
        assert b"<script>alert(1)" not in answer.content


def test_a_search_without_result_helps_on(client, dresses):
    page = page_of(client, "/search/?q=qqqqzzzz")
    said = words_of(page)
    assert "Nothing found for “qqqqzzzz”" in said and "Dresses" in said and "Often bought" in said


@pytest.mark.parametrize(
    ("page", "status"), [("1", 200), ("99", 404), ("0", 404), ("-1", 404), ("1e9", 404), ("x", 404)]
)
def test_a_page_past_the_end_says_where_the_end_is(client, dresses, page, status):
    answer = client.get(dresses.get_absolute_url(), {"page": page})
    assert answer.status_code == status
    if status == 404:
        assert "The list ends before this page" in answer.content.decode()


def test_the_pager_keeps_the_rest_of_the_address(client):
    category = a_category()
    for number in range(25):
        a_product(f"Dress {number}", category=category, values={"material": "wool"})
    page = page_of(client, category.get_absolute_url() + "?material=wool&sort=price")
    assert 'href="?material=wool&amp;sort=price&amp;page=2"' in page
    assert len(names_on(page_of(client, category.get_absolute_url() + "?page=2"))) == 1


def test_an_old_slug_of_a_category_leads_to_the_right_address_for_good(client, dresses):
    answer = client.get(f"/categories/gowns-{dresses.pk}/?sort=price")
    assert (answer.status_code, answer["Location"]) == (301, dresses.get_absolute_url() + "?sort=price")


def test_an_unknown_category_is_a_page_that_helps_on(client):
    assert client.get("/categories/none-999999/").status_code == 404


def test_suggestions_name_categories_and_products(client, dresses):
    suggestions = client.get("/search/suggestions/", {"q": "dress"}).json()["suggestions"]
    assert suggestions[0] == {"label": "Dresses", "url": dresses.get_absolute_url()}
    assert {"label": "Red dress", "url": "/search/?q=Red+dress"} in suggestions
    assert client.get("/search/suggestions/", {"q": ""}).json() == {"suggestions": []}


def test_home_shows_categories_what_is_new_and_what_sells(client, dresses):
    said = words_of(page_of(client, "/"))
    assert "Dresses" in said and "New in" in said and "Often bought" in said and "Red dress" in said
    assert {"Organization", "WebSite"} <= things_on(page_of(client, "/")).keys()


def test_a_shop_without_goods_still_opens(client):
    assert "Shopkeeper" in page_of(client, "/") and "掌柜" in page_of(client, "/zh-hans/")
    assert "All products" in page_of(client, "/search/")


def test_what_a_merchant_changes_is_on_every_list_at_once(client, dresses):
    addresses = ["/", dresses.get_absolute_url(), "/search/"]
    for address in addresses:
        page_of(client, address)
    product = a_product("New dress", category=dresses)
    skus.update_product(product=product, texts={"title": {"en": "Renamed", "zh-hans": "改名"}})
    for address in addresses:
        assert "Renamed" in page_of(client, address)


@pytest.mark.parametrize(("address", "at_most"), [("/", 8), ("/search/?q=dress", 12), ("category", 12)])
def test_lists_cost_few_queries_and_none_when_remembered(
    client, dresses, django_assert_max_num_queries, address, at_most
):
    address = dresses.get_absolute_url() if address == "category" else address
    client.get("/about/")
    with django_assert_max_num_queries(at_most):
        client.get(address)
    with django_assert_max_num_queries(1):
        client.get(address)
