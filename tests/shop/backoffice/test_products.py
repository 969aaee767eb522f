"""Listing goods: the list, the editor, the shelf."""

from decimal import Decimal

import pytest

from catalogue.inventory import services as inventory
from catalogue.inventory.models import StockRecord
from catalogue.models import Category, Product
from catalogue.skus import services as skus
from kernel.models import AuditEntry
from shop.backoffice.lists import SIZE
from tests.catalogue.factories import a_bare_product, a_category, a_dress, a_product
from tests.membership.staff.factories import a_member_of_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant(client):
    client.force_login(a_member_of_staff("merchandiser", email="he@shop.example"))
    return client


@pytest.fixture
def dress(db):
    product = a_dress(("red", "m", 3), ("blue", "m", 0))
    for stock, code in zip(stocks_of(product), ("DRESS-RED", "DRESS-BLUE"), strict=True):
        skus.rename_variant(stock_id=stock.pk, sku=code)
    return product


def stocks_of(product):
    return list(StockRecord.objects.filter(product__parent=product).order_by("pk"))


def entries(*actions):
    return list(AuditEntry.objects.filter(action__in=actions).order_by("number"))


# The list


def listed(browser, query=""):
    return [row.title for row in browser.get(f"/backoffice/products/?{query}").context["rows"]]


@pytest.fixture
def shelf():
    """Three products, the last one touched first."""
    lamps = a_category("Lamps", chinese="灯")
    a_product("Eave lamp", chinese="檐灯", category=a_category("Pendant", chinese="吊灯", under=lamps))
    a_product("Linen dress", category=a_category(), on_hand=0)
    a_product("Stool", chinese="高凳", category=lamps, on_shelf=False)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Stool", "Linen dress", "Eave lamp"]),
        ("view=on", ["Linen dress", "Eave lamp"]),
        ("view=off", ["Stool"]),
        ("view=out", ["Linen dress"]),
        ("q=lamp", ["Eave lamp"]),
        ("q=高凳", ["Stool"]),
        ("q=%25", []),
        ("q=" + "x" * 5000, []),
        ("view=nonsense&category=x&page=-1", ["Stool", "Linen dress", "Eave lamp"]),
    ],
)
def test_products_are_found_by_state_and_words(merchant, shelf, query, found):
    assert listed(merchant, query) == found


def test_products_are_found_by_sku(merchant, dress):
    a_product("Other", category=a_category("Other"))
    assert listed(merchant, "q=dress-b") == ["Linen dress"]


def test_a_category_shows_what_stands_below_it(merchant, shelf):
    lamps = Category.objects.get(name_en="Lamps")
    assert listed(merchant, f"category={lamps.pk}") == ["Stool", "Eave lamp"]


def test_a_row_sums_up_its_skus(merchant, dress):
    blue = stocks_of(dress)[1]
    skus.price_variant(stock_id=blue.pk, price=Decimal("219.00"))
    page = merchant.get("/backoffice/products/").text
    assert "¥199.00–¥219.00" in page


def test_the_list_costs_the_same_for_one_product_or_a_whole_page(merchant, django_assert_max_num_queries):
    for _ in range(SIZE):
        a_product()
    merchant.get("/backoffice/products/")
    with django_assert_max_num_queries(11):
        assert len(listed(merchant)) == SIZE


# The shelf


def test_several_products_go_on_shelf_at_once_and_each_refusal_says_why(merchant):
    ready, bare = a_product("Ready", on_shelf=False), a_bare_product("Bare")
    answer = merchant.post("/backoffice/products/shelves/", {"product": [ready.pk, bare.pk], "on": "1"}, follow=True)
    assert "Bare cannot go on shelf yet: it lacks a price." in answer.text
    assert "1 product is on shelf." in answer.text
    assert list(Product.objects.filter(is_public=True).values_list("title_en", flat=True)) == ["Ready"]
    assert [entry.subject for entry in entries("product.published")] == [f"product:{ready.pk}"]


def test_a_product_taken_off_shelf_is_gone_for_shoppers(merchant):
    product = a_product()
    merchant.post(f"/backoffice/products/{product.pk}/shelf/", {"off": "1"})
    product.refresh_from_db()
    assert not product.is_public
    assert len(entries("product.taken_off")) == 1


@pytest.mark.parametrize("chosen", ["", "x", "-1", "9" * 30, "999999"])
def test_choosing_nothing_that_exists_changes_nothing(merchant, chosen):
    a_product()
    answer = merchant.post("/backoffice/products/shelves/", {"product": chosen, "off": "1"})
    assert answer.status_code == 302
    assert Product.objects.filter(is_public=True).count() == 1


# The editor


def filled(browser, product):
    """What the browser would send if nothing were changed."""
    editor = browser.get(f"/backoffice/products/{product.pk}/").context["editor"]
    sent = {}
    for form in editor.forms:
        for field in form:
            value = field.value()
            if isinstance(value, list) or hasattr(value, "all"):
                sent[field.html_name] = [getattr(each, "pk", each) for each in value]
            elif value not in (None, False, ""):
                sent[field.html_name] = "on" if value is True else value
    return sent


def save(browser, product, **changes):
    sent = {**filled(browser, product), **changes}
    return browser.post(f"/backoffice/products/{product.pk}/", {k: v for k, v in sent.items() if v is not None})


def test_saving_without_a_change_changes_nothing(merchant, dress):
    assert save(merchant, dress).status_code == 302
    assert not entries("product.edited", "sku.edited", "prices.changed", "sku.added")


def test_the_words_of_both_languages_are_saved_and_written_down(merchant, dress):
    save(merchant, dress, title_en="Shore dress", title_zh_hans="岸 · 连衣裙", note_en="Linen")
    dress.refresh_from_db()
    assert (dress.title_en, dress.title_zh_hans, dress.note_en) == ("Shore dress", "岸 · 连衣裙", "Linen")
    [entry] = entries("product.edited")
    assert (entry.actor, entry.subject) == ("he@shop.example", f"product:{dress.pk}")
    assert entry.before["title (en)"] == "Linen dress"
    assert entry.after == {"title (en)": "Shore dress", "title (zh-hans)": "岸 · 连衣裙", "note (en)": "Linen"}


def test_a_price_change_is_found_under_its_sku(merchant, dress):
    red = stocks_of(dress)[0]
    save(merchant, dress, **{f"sku-{red.pk}-price": "159.00", f"sku-{red.pk}-list_price": "199.00"})
    red.refresh_from_db()
    assert (red.price, red.list_price) == (Decimal("159.00"), Decimal("199.00"))
    [entry] = entries("prices.changed")
    assert (entry.subject, entry.before["price"], entry.after["price"]) == ("sku:DRESS-RED", "199.00", "159.00")


def test_what_shoppers_see_follows_at_once(merchant, client, dress):
    save(merchant, dress, title_en="Shore dress")
    assert "Shore dress" in merchant.get(f"/backoffice/products/{dress.pk}/").text
    assert dress.shelf_entry.label.shown


def test_a_variant_can_be_withdrawn_recoded_and_given_a_threshold(merchant, dress):
    red = stocks_of(dress)[0]
    save(
        merchant,
        dress,
        **{f"sku-{red.pk}-sku": "DRESS-R", f"sku-{red.pk}-warn_at": "8", f"sku-{red.pk}-offered": None},
    )
    red.refresh_from_db()
    assert (red.partner_sku, red.low_stock_threshold, red.product.is_public) == ("DRESS-R", 8, False)


def added(**changes):
    row = {"sku": "DRESS-BLACK", "price": "199.00", "option-colour": "black", "option-size": "m", **changes}
    return {f"new-0-{name}": value for name, value in row.items()}


def test_a_variant_is_added_by_filling_a_row(merchant, dress):
    assert save(merchant, dress, **added()).status_code == 302
    new = stocks_of(dress)[2]
    assert (new.partner_sku, new.price, new.num_in_stock) == ("DRESS-BLACK", Decimal("199.00"), 0)
    assert entries("sku.added")[0].subject == "sku:DRESS-BLACK"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (added(sku="DRESS-RED"), "Another SKU has this code."),
        (added(**{"option-colour": "red"}), "There is a variant with these options."),
        (added(**{"option-size": ""}), "This field is required."),
        (added(price=""), "This field is required."),
        (added(price="-1"), "greater than or equal to 0"),
        (added(price="1.005"), "no more than 2 decimal places"),
        (added(price="NaN"), "Enter a number."),
        (added(price="1e12"), "no more than"),
        (added(price="abc"), "Enter a number."),
    ],
)
def test_a_row_that_cannot_be_added_says_why_and_nothing_is_saved(merchant, dress, row, said):
    answer = save(merchant, dress, title_en="Shore dress", **row)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Shore dress"' in answer.text
    dress.refresh_from_db()
    assert dress.title_en == "Linen dress"
    assert len(stocks_of(dress)) == 2


def test_the_first_sku_may_stand_alone_or_have_options(merchant):
    plain, choice = a_bare_product("Plain"), a_bare_product("Choice")
    assert save(merchant, plain, **added(**{"option-colour": "", "option-size": ""})).status_code == 302
    assert save(merchant, choice, **added(sku="OTHER")).status_code == 302
    assert StockRecord.objects.get(partner_sku="DRESS-BLACK").product == plain
    assert StockRecord.objects.get(partner_sku="OTHER").product.parent == choice


def test_a_product_needs_a_title_in_one_language(merchant, dress):
    assert save(merchant, dress, title_en="").status_code == 302
    answer = save(merchant, dress, title_en="", title_zh_hans="")
    assert answer.status_code == 422
    assert "Write a title in at least one language." in answer.text


def test_attributes_are_said_in_the_fields_of_the_kind(merchant, dress):
    save(merchant, dress, **{"value-material": "Linen"})
    assert filled(merchant, dress)["value-material"] == "Linen"
    save(merchant, dress, **{"value-material": ""})
    assert "value-material" not in filled(merchant, dress)


def test_who_saves_second_is_told_and_loses_nothing(merchant, dress):
    first, second = filled(merchant, dress), filled(merchant, dress)
    address = f"/backoffice/products/{dress.pk}/"
    assert merchant.post(address, {**first, "title_en": "First"}).status_code == 302
    answer = merchant.post(address, {**second, "title_en": "Second"})
    assert answer.status_code == 409
    assert "he@shop.example" in answer.text
    assert 'value="Second"' in answer.text
    dress.refresh_from_db()
    assert dress.title_en == "First"
    fresh = answer.context["editor"].words["version"].value()
    assert merchant.post(address, {**second, "title_en": "Second", "version": fresh}).status_code == 302
    dress.refresh_from_db()
    assert dress.title_en == "Second"


def test_stock_that_moves_meanwhile_is_no_conflict(merchant, dress):
    sent = filled(merchant, dress)
    inventory.receive(stock_id=stocks_of(dress)[0].pk, quantity=5)
    answer = merchant.post(f"/backoffice/products/{dress.pk}/", {**sent, "title_en": "Shore dress"})
    assert answer.status_code == 302


def test_who_may_only_look_sees_the_product_and_saves_nothing(client, merchant, dress):
    sent = filled(merchant, dress)
    client.force_login(a_member_of_staff("marketer"))
    page = client.get(f"/backoffice/products/{dress.pk}/")
    assert page.status_code == 200
    assert "DRESS-RED" in page.text
    assert 'id="edit"' not in page.text
    assert client.post(f"/backoffice/products/{dress.pk}/", {**sent, "title_en": "Mine"}).status_code == 403


def test_a_new_product_is_made_and_opened(merchant, dress):
    form = {"title_en": "Bowl", "title_zh_hans": "碗", "kind": dress.product_class_id}
    answer = merchant.post("/backoffice/products/new/", form)
    bowl = Product.objects.get(title_en="Bowl")
    assert answer["Location"] == f"/backoffice/products/{bowl.pk}/"
    assert not bowl.is_public
    assert entries("product.created")[0].after["title (zh-hans)"] == "碗"


def test_the_editor_costs_the_same_for_two_variants_or_nine(merchant, django_assert_max_num_queries):
    product = a_dress(*((colour, size, 1) for colour in ("red", "blue", "black") for size in ("s", "m", "l")))
    merchant.get("/backoffice/")
    with django_assert_max_num_queries(22):
        merchant.get(f"/backoffice/products/{product.pk}/")


def test_the_editor_speaks_chinese(merchant, dress):
    page = merchant.get(f"/zh-hans/backoffice/products/{dress.pk}/").text
    assert "标题与文案" in page
    assert "红色" in page
