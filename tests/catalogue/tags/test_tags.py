"""A tag gathers goods of many categories under one word, and its word finds them."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from catalogue.models import Product, Tag
from catalogue.search import services as search
from catalogue.search.models import ShelfEntry
from catalogue.search.queries import found
from catalogue.skus import services as skus
from catalogue.tags import services
from catalogue.tags.queries import labels, tags, tags_in, tags_on_shelf
from tests.catalogue.factories import a_category, a_product, a_tag

pytestmark = pytest.mark.django_db


def titles(results):
    return [card.title for card in results.cards]


@pytest.fixture
def gift():
    return a_tag("Gift", chinese="礼物")


@pytest.fixture
def scarf(gift):
    return a_product("Silk scarf", chinese="丝巾", tags=[gift])


@pytest.mark.parametrize("words", ["礼物", "gift", "GIFTS", "silk gift", "丝巾 礼物"])
def test_a_tagged_product_is_found_by_the_word_in_either_language(scarf, words):
    a_product("Lamp", chinese="灯")
    assert titles(found(words=words)) == ["Silk scarf"]


@pytest.mark.parametrize("words", ["礼物", "gift"])
def test_a_tag_outranks_a_note_that_merely_mentions_the_word(gift, words):
    mentions = a_product("Ribbon", chinese="丝带", note={"en": "For every gift", "zh-hans": "包礼物用"})
    tagged = a_product("Silk scarf", chinese="丝巾", tags=[gift])
    Product.objects.filter(pk=mentions.pk).update(sold_count=99)
    search.refresh([mentions.pk])
    assert [card.id for card in found(words=words).cards] == [tagged.pk, mentions.pk]


def test_a_tag_shows_its_products_of_every_category_and_filters_narrow_them(gift):
    a_product("Scarf", category=a_category("Scarves"), tags=[gift], values={"material": "silk"})
    a_product("Lamp", category=a_category("Lamps"), tags=[gift], values={"material": "linen"})
    a_product("Stool", category=a_category("Stools"))
    assert sorted(titles(found(tag=gift))) == ["Lamp", "Scarf"]
    assert titles(found(tag=gift, filters={"material": ["linen"]})) == ["Lamp"]


def test_lists_and_search_follow_what_a_product_is_tagged_with(gift, scarf):
    summer = a_tag("Summer", chinese="夏日")
    skus.update_product(product=scarf, tags=[summer])
    assert titles(found(tag=gift)) == titles(found(words="礼物")) == []
    assert titles(found(tag=summer)) == titles(found(words="夏日")) == ["Silk scarf"]


def test_what_is_not_said_of_tags_stays_as_it_is(gift, scarf):
    skus.update_product(product=scarf, texts={"title": {"en": "Long scarf"}})
    assert titles(found(tag=gift)) == ["Long scarf"]


def test_a_renamed_tag_is_found_by_its_new_words_only(gift, scarf):
    services.rename_tag(tag=gift, name={"en": "Present for her", "zh-hans": "送她"})
    assert titles(found(words="present")) == titles(found(words="送她")) == ["Silk scarf"]
    assert titles(found(words="礼物")) == []
    assert Tag.objects.get().get_absolute_url() == f"/tags/present-for-her-{gift.pk}/"


def test_a_deleted_tag_leaves_its_products(gift, scarf):
    services.delete_tag(tag=gift)
    assert titles(found(words="礼物")) == []
    assert titles(found(words="scarf")) == ["Silk scarf"]
    assert ShelfEntry.objects.get().tags == []


def test_every_row_can_be_made_anew_with_its_tags(gift, scarf):
    ShelfEntry.objects.all().delete()
    search.reindex()
    assert titles(found(tag=gift)) == titles(found(words="gift")) == ["Silk scarf"]


@pytest.mark.parametrize(("english", "chinese"), [("GIFT", "赠礼"), ("Present", "礼物")])
def test_a_name_is_taken_once_in_each_language(gift, english, chinese):
    summer = a_tag("Summer", chinese="夏日")
    for attempt in (
        lambda name: services.add_tag(name=name),
        lambda name: services.rename_tag(tag=summer, name=name),
    ):
        with pytest.raises(services.NameTaken):
            attempt({"en": english, "zh-hans": chinese})
    assert sorted(Tag.objects.values_list("name_en", flat=True)) == ["Gift", "Summer"]


@pytest.mark.parametrize("columns", [{"name_en": "Gift"}, {"name_en": "Gift", "name_zh_hans": ""}])
def test_the_database_keeps_no_tag_without_its_name_in_both_languages(columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(slug="gift", **columns)


def test_a_tag_without_latin_letters_has_an_address_too():
    tag = a_tag("茶", chinese="茶")
    assert tag.get_absolute_url() == f"/tags/tag-{tag.pk}/"


def test_the_merchant_sees_how_many_products_have_each_tag(gift, scarf, django_assert_num_queries):
    a_product("Lamp", tags=[gift], on_shelf=False)
    a_tag("Camping", chinese="露营")
    with django_assert_num_queries(1):
        assert [(tag.name, tag.used) for tag in tags()] == [("Camping", 0), ("Gift", 2)]


def test_only_tags_with_something_on_shelf_are_shown_around(gift, scarf):
    a_product("Lamp", tags=[a_tag("Camping", chinese="露营")], on_shelf=False)
    assert list(tags_on_shelf()) == [gift]


def test_a_product_is_read_with_its_tags_in_one_query(gift, django_assert_num_queries):
    product = a_product(tags=[gift, a_tag("Autumn", chinese="秋日")])
    with django_assert_num_queries(1), translation.override("zh-hans"):
        read = tags_in(Product.objects.annotate(tagged=labels()).get(pk=product.pk))
        assert sorted(tag.name for tag in read) == ["礼物", "秋日"]
        assert gift.get_absolute_url() in [tag.get_absolute_url() for tag in read]
