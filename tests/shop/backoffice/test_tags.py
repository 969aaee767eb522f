"""The merchant's tags: the list of them, and the products they are put on."""

import pytest

from catalogue.models import Tag
from kernel.models import AuditEntry
from tests.catalogue.factories import a_product, a_tag
from tests.membership.staff.factories import a_member_of_staff
from tests.shop.backoffice.test_products import save

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant(client):
    client.force_login(a_member_of_staff("merchandiser"))
    return client


def add(browser, english, chinese):
    sent = {"name_en": english, "name_zh_hans": chinese}
    return browser.post("/backoffice/tags/", sent, follow=True)


def test_a_tag_is_added_and_listed_with_its_products(merchant):
    assert "No tag yet" in merchant.get("/backoffice/tags/").text
    assert "露营" in add(merchant, "Camping", "露营").text
    entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.after) == ("tag.added", {"name (en)": "Camping", "name (zh-hans)": "露营"})
    a_product(tags=[Tag.objects.get()])
    assert [tag.used for tag in merchant.get("/backoffice/tags/").context["page"].rows] == [1]


@pytest.mark.parametrize(
    ("english", "chinese", "reason"),
    [
        ("camping", "野营", "Another tag has this name."),
        ("Hiking", "露营", "Another tag has this name."),
        ("Hiking", "", "This field is required."),
    ],
)
def test_a_name_that_is_taken_or_missing_is_refused_with_the_reason(merchant, english, chinese, reason):
    a_tag("Camping", chinese="露营")
    assert reason in add(merchant, english, chinese).text
    assert Tag.objects.count() == 1


def test_a_tag_is_renamed(merchant):
    tag = a_tag("Camping", chinese="露营")
    sent = {"name_en": "Outdoors", "name_zh_hans": "露营"}
    assert "Outdoors" in merchant.post(f"/backoffice/tags/{tag.pk}/", sent, follow=True).text
    entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.before["name (en)"], entry.after["name (en)"]) == ("tag.renamed", "Camping", "Outdoors")


def test_a_tag_is_deleted_and_its_products_stay(merchant):
    tag = a_tag("Camping", chinese="露营")
    product = a_product(tags=[tag])
    assert "Camping" in merchant.get(f"/backoffice/tags/{tag.pk}/").text
    merchant.post(f"/backoffice/tags/{tag.pk}/removal/")
    assert not Tag.objects.exists() and product.tags.count() == 0
    assert AuditEntry.objects.latest("number").action == "tag.deleted"


def test_a_product_is_tagged_where_it_is_written(merchant):
    gift, summer = a_tag("Gift", chinese="礼物"), a_tag("Summer", chinese="夏日")
    product = a_product(tags=[gift])
    save(merchant, product, tags=[summer.pk])
    assert list(product.tags.all()) == [summer]
    entry = AuditEntry.objects.latest("number")
    assert (entry.before["tags"], entry.after["tags"]) == (["Gift"], ["Summer"])


def test_who_may_only_look_sees_the_tags_and_no_form(client):
    tag = a_tag("Camping", chinese="露营")
    client.force_login(a_member_of_staff("support"))
    page = client.get("/backoffice/tags/").text
    assert "Camping" in page and "Add a tag" not in page
    assert client.post(f"/backoffice/tags/{tag.pk}/removal/").status_code == 403


def test_the_list_costs_the_same_however_many_tags(merchant, django_assert_max_num_queries):
    for number in range(30):
        a_tag(f"Tag {number}", chinese=f"标签{number}")
    merchant.get("/backoffice/")
    with django_assert_max_num_queries(9):
        page = merchant.get("/backoffice/tags/").context["page"]
    assert (len(page.rows), page.count) == (25, 30)
