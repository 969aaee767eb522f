import pytest

from catalogue.models import Category
from kernel.models import AuditEntry
from shop.backoffice.products.categories import parent_of
from tests.catalogue.factories import a_category, a_product
from tests.membership.staff.factories import a_member_of_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant(client):
    client.force_login(a_member_of_staff("merchandiser"))
    return client


def edit(browser, category, **changes):
    sent = {"name_en": category.name_en, "name_zh_hans": category.name_zh_hans, "shown": "on", **changes}
    sent = {name: value for name, value in sent.items() if value is not None}
    return browser.post(f"/backoffice/categories/{category.pk}/", sent, follow=True)


def test_a_category_is_added_under_another(merchant):
    lamps = a_category("Lamps")
    merchant.post("/backoffice/categories/", {"name_en": "Pendant", "name_zh_hans": "吊灯", "under": lamps.pk})
    pendant = Category.objects.get(name_en="Pendant")
    assert parent_of(pendant) == lamps
    entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.after["under"]) == ("category.added", "Lamps")


def test_past_four_levels_the_merchant_is_warned_not_stopped(merchant):
    below = None
    for level in range(1, 5):
        below = a_category(f"Level {level}", under=below)
    sent = {"name_en": "Level 5", "name_zh_hans": "五", "under": below.pk}
    answer = merchant.post("/backoffice/categories/", sent, follow=True)
    assert "5 levels down" in answer.text
    assert "too deep" in answer.text
    assert Category.objects.get(name_en="Level 5").depth == 5


def test_a_category_is_renamed_moved_and_hidden(merchant):
    lamps, home = a_category("Lamps"), a_category("Home")
    edit(merchant, lamps, name_zh_hans="灯具", under=home.pk, shown=None)
    lamps = Category.objects.get(pk=lamps.pk)
    assert (lamps.name_zh_hans, parent_of(lamps), lamps.is_public) == ("灯具", home, False)
    entry = AuditEntry.objects.latest("number")
    assert entry.before == {"name (zh-hans)": "连衣裙", "under": "", "shown": True}
    assert entry.after == {"name (zh-hans)": "灯具", "under": "Home", "shown": False}


def test_a_category_cannot_stand_under_itself(merchant):
    lamps = a_category("Lamps")
    below = a_category("Pendant", under=lamps)
    for parent in (lamps, below):
        assert "Select a valid choice" in edit(merchant, lamps, under=parent.pk).text
    assert Category.objects.get(pk=lamps.pk).depth == 1


def test_the_tree_costs_the_same_however_large(merchant, django_assert_max_num_queries):
    for number in range(20):
        a_product(category=a_category(f"Category {number}"))
    merchant.get("/backoffice/")
    with django_assert_max_num_queries(8):
        merchant.get("/backoffice/categories/")


def test_a_category_says_how_many_points_its_goods_earn(merchant):
    lamps = a_category("Lamps")
    assert "less than or equal to 10" in edit(merchant, lamps, ratio="11").text
    assert "× 2" in edit(merchant, lamps, ratio="2").text
    assert "× 2" not in edit(merchant, lamps, ratio="").text
