"""The page of one product: its variants in the address, its prices and pieces always those of this moment."""

import re
from decimal import Decimal

import pytest

from catalogue.inventory import services as inventory
from catalogue.photos import services as photos
from catalogue.skus import services as skus
from catalogue.skus.queries import variants_of
from tests.catalogue.factories import a_category, a_dress, a_picture, a_product
from tests.promotions.test_queries import a_promotion
from tests.shop.storefront.reading import meta_of, page_of, things_on, words_of

pytestmark = pytest.mark.django_db


def the_sku_in(page: str) -> str:
    return page.split('name="sku" value="')[1].split('"')[0]


def sku_of(product, colour: str, size: str) -> str:
    chosen = {"colour": colour, "size": size}
    variants = variants_of(product)
    return next(each.sku for each in variants if {option.code: option.value for option in each.options} == chosen)


def test_the_page_tells_name_price_stock_and_story(client):
    product = a_product(price="899.00", was="1099.00", on_hand=3, description={"en": "It is **soft**."})
    page = page_of(client, product.get_absolute_url())
    said = words_of(page)
    assert "Linen dress" in said and "Only 3 left" in said and "It is **soft**." in said
    assert "<small>¥</small>899<small>.00</small>" in page and "was </span>¥1,099.00" in page


def test_it_is_all_in_chinese_too(client):
    page = page_of(client, "/zh-hans" + a_product().get_absolute_url())
    assert "亚麻连衣裙" in words_of(page) and "加入购物篮" in words_of(page) and "首页" in words_of(page)


def test_the_choice_is_kept_in_the_address_and_needs_no_script(client):
    dress = a_dress(("red", "m", 3), ("blue", "m", 5), ("blue", "l", 2))
    page = page_of(client, dress.get_absolute_url() + "?colour=blue&size=l")
    assert the_sku_in(page) == sku_of(dress, "blue", "l")
    assert 'name="colour" value="blue" checked' in page and 'name="size" value="l" checked' in page


def test_a_sku_in_the_address_chooses_its_variant(client):
    dress = a_dress(("red", "m", 3), ("blue", "l", 2))
    sku = sku_of(dress, "blue", "l")
    assert the_sku_in(page_of(client, f"{dress.get_absolute_url()}?sku={sku}")) == sku


def test_without_a_choice_the_first_that_can_be_had_is_shown(client):
    dress = a_dress(("red", "m", 0), ("blue", "m", 2))
    assert the_sku_in(page_of(client, dress.get_absolute_url())) == sku_of(dress, "blue", "m")


def test_what_is_sold_out_is_greyed_and_says_so(client):
    page = page_of(client, a_dress(("red", "m", 0), ("blue", "m", 2)).get_absolute_url())
    assert 'name="colour" value="red" disabled' in page
    assert "Red is sold out at the moment." in words_of(page)


def test_a_size_is_refused_only_for_the_colour_chosen_before_it(client):
    dress = a_dress(("red", "m", 3), ("blue", "l", 2))
    page = page_of(client, dress.get_absolute_url() + "?colour=red")
    assert 'name="size" value="l" disabled' in page and "L is not made in this combination." in words_of(page)
    assert 'name="colour" value="blue" disabled' not in page


@pytest.mark.parametrize("query", ["sku=none", "colour=pink", "colour=", "size=%00", "sku=" + "x" * 2000, "page=2"])
def test_an_address_with_unknown_choices_shows_the_product_all_the_same(client, query):
    assert "Linen dress" in page_of(client, f"{a_dress().get_absolute_url()}?{query}")


def test_a_product_that_is_sold_out_cannot_be_bought_but_keeps_its_price(client):
    page = page_of(client, a_product(on_hand=0).get_absolute_url())
    assert "disabled>Sold out</button>" in page and "Add to basket" not in page and "199" in page


def test_the_last_piece_taken_is_seen_at_once_though_pages_are_remembered(client):
    product = a_product(on_hand=1)
    stock = product.stockrecords.get()
    assert "Only 1 left" in page_of(client, product.get_absolute_url())
    inventory.allocate(reference="order-1", wanted={stock.pk: 1})
    assert "Sold out" in words_of(page_of(client, product.get_absolute_url()))
    inventory.release(reference="order-1")
    assert "Only 1 left" in page_of(client, product.get_absolute_url())


def test_a_new_price_is_seen_at_once(client):
    product = a_product(price="199.00")
    page_of(client, product.get_absolute_url())
    skus.price_variant(stock_id=product.stockrecords.get().pk, price=Decimal("149.00"), list_price=None)
    assert "<small>¥</small>149<small>.00</small>" in page_of(client, product.get_absolute_url())


def test_an_old_slug_leads_to_the_right_address_for_good_query_and_all(client):
    product = a_product()
    answer = client.get(f"/products/old-name-{product.pk}/?colour=red")
    assert (answer.status_code, answer["Location"]) == (301, product.get_absolute_url() + "?colour=red")


def test_a_variant_leads_to_its_product(client):
    dress = a_dress()
    child = dress.children.first()
    assert client.get(f"/products/x-{child.pk}/")["Location"] == dress.get_absolute_url()


def test_what_is_off_the_shelf_or_never_was_is_a_page_that_helps_on(client):
    hidden = a_product(on_shelf=False)
    for address in (hidden.get_absolute_url(), "/products/none-999999999/", "/zh-hans/products/none-1/"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert 'type="search"' in answer.content.decode().split("<main", 1)[1]


def test_photographs_come_with_their_sizes_and_the_first_one_first(client):
    product = a_product()
    image = photos.add_photo(
        product=product, upload=a_picture(800, 1000), caption={"en": "The front", "zh-hans": "正面"}
    )
    photos.make_renditions(name=image.original.name)
    page = page_of(client, product.get_absolute_url())
    assert 'type="image/avif"' in page and 'width="800" height="1000" alt="The front" fetchpriority="high"' in page
    assert 'alt="正面"' in page_of(client, "/zh-hans" + product.get_absolute_url())


def test_a_product_without_photograph_shows_its_first_character(client):
    assert '<span class="no-photo display" aria-hidden="true">L</span>' in page_of(
        client, a_product().get_absolute_url()
    )


def test_programs_read_product_offer_and_way(client, settings):
    product = a_product(price="199.00", category=a_category("Dresses"))
    things = things_on(page_of(client, product.get_absolute_url()))
    offer = things["Product"]["offers"]
    assert (offer["price"], offer["priceCurrency"]) == ("199.00", "CNY")
    assert offer["availability"] == "https://schema.org/InStock"
    assert things["Product"]["url"] == settings.STORE_URL + product.get_absolute_url()
    assert [step["name"] for step in things["BreadcrumbList"]["itemListElement"]] == ["Home", "Dresses", "Linen dress"]


def test_no_word_of_a_merchant_ends_the_data_block(client):
    product = a_product("</script><script>alert(1)</script>")
    page = page_of(client, product.get_absolute_url())
    assert "<script>alert(1)" not in page
    assert things_on(page)["Product"]["name"] == "</script><script>alert(1)</script>"


def test_the_page_says_who_it_is_to_those_who_share_it(client, settings):
    product = a_product(note={"en": "Made of flax"})
    page = page_of(client, product.get_absolute_url() + "?utm_source=mail")
    here = settings.STORE_URL + product.get_absolute_url()
    assert f'<link rel="canonical" href="{here}">' in page
    there = settings.STORE_URL + "/zh-hans" + product.get_absolute_url()
    assert f'hreflang="zh-Hans" href="{there}"' in page and f'hreflang="x-default" href="{here}"' in page
    assert (meta_of(page, "og:type"), meta_of(page, "og:title")) == ("product", "Linen dress")
    assert meta_of(page, "description") == meta_of(page, "og:description") == "Made of flax"


def test_the_page_costs_few_queries_however_many_variants(client, django_assert_max_num_queries):
    client.get("/about/")
    few, many = (
        a_dress(("red", "m", 3)),
        a_dress(*[(c, s, 3) for c in ("red", "blue", "black") for s in ("s", "m", "l")]),
    )
    client.get("/")  # after which the process knows the menu and the offers
    for product in (few, many):
        with django_assert_max_num_queries(8):
            client.get(product.get_absolute_url())
        with django_assert_max_num_queries(2):
            client.get(product.get_absolute_url())


@pytest.mark.parametrize(
    ("price", "said"),
    [
        ("299.99", "¥0.01 more: ¥30 off Spend and save"),
        ("300.00", "¥200.00 more: ¥80 off Spend and save"),
        ("499.99", "¥0.01 more: ¥80 off Spend and save"),
        ("500.00", ""),
    ],
)
def test_the_way_to_the_next_step_of_a_promotion_is_told_for_one_piece(client, price, said):
    a_promotion((300, "Absolute", 30), (500, "Absolute", 80), name_en="Spend and save")
    page = page_of(client, a_product(price=price).get_absolute_url())
    assert said in words_of(page) and page.count("<progress") == (2 if said else 0)
    assert words_of(page).count("Spend and save") == 1


def test_each_step_has_its_own_length_of_the_way(client):
    a_promotion((300, "Absolute", 30), (500, "Absolute", 80))
    ways = {
        "299.99": [("300.00", "299.99"), ("200.00", "0.00")],
        "450.00": [("300.00", "300.00"), ("200.00", "150.00")],
    }
    for price, bars in ways.items():
        page = page_of(client, a_product(price=price).get_absolute_url())
        assert re.findall(r'max="([\d.]+)" value="([\d.]+)"', page) == bars
