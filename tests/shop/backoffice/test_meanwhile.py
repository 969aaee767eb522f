"""Two tabs at one form: the second is told, keeps what it typed, and decides again."""

import re

import pytest

from catalogue.models import Category, ProductImage, Tag
from kernel.thresholds import set_values, value_of, values
from membership.models import User
from membership.staff.queries import roles_of
from membership.tiers.queries import levels
from promotions.models import Promotion
from shop.content.models import FocusImage
from shop.content.queries import store_basics
from tests.catalogue.factories import a_category, a_picture, a_product
from tests.membership.staff.factories import a_member_of_staff
from tests.shop.backoffice.members.test_members import the_levels
from tests.shop.backoffice.promotions.test_promotions import NEW, the_form
from tests.shop.content.test_focus import an_image

pytestmark = pytest.mark.django_db

TOLD = "Somebody saved this while you were writing"


def seen_in(browser, address):
    return seen_on(browser.get(address))


def seen_on(page):
    return re.search(r'name="seen" value="(\d+)"', page.text)[1]


def second_of(browser, address, first, second):
    """Both tabs open the form before either saves; how the shop answers the second, who then may insist."""
    seen = seen_in(browser, address)
    assert browser.post(address, {**first, "seen": seen}).status_code == 302
    answer = browser.post(address, {**second, "seen": seen})
    assert TOLD in answer.text
    return answer


def insist(browser, address, second, answer):
    assert browser.post(address, {**second, "seen": seen_on(answer)}).status_code == 302


def test_a_promotion_saved_meanwhile_is_not_overwritten_unasked(office):
    office.post(NEW, the_form())
    address = f"/backoffice/promotions/{Promotion.objects.get().pk}/"
    second = second_of(office, address, the_form(priority="7"), the_form(priority="8"))
    assert (second.status_code, Promotion.objects.get().priority) == (422, 7)
    insist(office, address, the_form(priority="8"), second)
    assert Promotion.objects.get().priority == 8


def test_two_tabs_do_not_undo_each_other_in_the_settings(office):
    said = {f"{field}_{code}": "Mei" for field in ("name", "intro") for code in ("en", "zh_hans")}
    first, later = {**said, "phone": "400 811 0000"}, {**said, "email": "hello@kiln.example"}
    assert "hello@kiln.example" in second_of(office, "/backoffice/settings/", first, later).text
    assert (store_basics().phone, store_basics().email) == ("400 811 0000", "")


def test_two_tabs_do_not_undo_each_other_in_the_levels(office):
    address = "/backoffice/levels/"
    later = the_levels(**{"level-3-threshold": "2500"})
    second = second_of(office, address, the_levels(**{"level-2-threshold": "300"}), later)
    assert second.status_code == 422 and 'value="2500' in second.text
    assert [level.threshold for level in levels()][1:3] == [300, 2_000]
    insist(office, address, later, second)
    assert [level.threshold for level in levels()][1:3] == [500, 2_500]


def test_two_tabs_do_not_undo_each_other_in_the_thresholds(office):
    address = "/backoffice/settings/thresholds/"
    first, later = ({**values(), name: "14"} for name in ("aftersales.return_days", "points.months"))
    second = second_of(office, address, first, later)
    assert (value_of("aftersales.return_days"), value_of("points.months")) == (14, 12)
    insist(office, address, later, second)
    assert (value_of("aftersales.return_days"), value_of("points.months")) == (7, 14)


def test_the_stores_details_and_its_numbers_do_not_disturb_each_other(office):
    seen = seen_in(office, "/backoffice/settings/")
    set_values({"points.months": 14})
    assert seen_in(office, "/backoffice/settings/") == seen


def test_two_tabs_do_not_undo_each_other_in_a_category(office):
    lamps = a_category("Lamps")
    address = f"/backoffice/categories/{lamps.pk}/"
    first, later = ({"name_en": name, "name_zh_hans": "灯", "shown": "on"} for name in ("Lights", "Lanterns"))
    second = second_of(office, address, first, later)
    assert Category.objects.get(pk=lamps.pk).name_en == "Lights"
    insist(office, address, later, second)
    assert Category.objects.get(pk=lamps.pk).name_en == "Lanterns"


def test_two_tabs_do_not_undo_each_other_in_a_tag(office):
    office.post("/backoffice/tags/", {"name_en": "Gifts", "name_zh_hans": "礼物"})
    tag = Tag.objects.get()
    first, later = ({"name_en": name, "name_zh_hans": "礼物"} for name in ("Presents", "Surprises"))
    second_of(office, f"/backoffice/tags/{tag.pk}/", first, later)
    assert Tag.objects.get().name_en == "Presents"


@pytest.fixture
def album(office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    product = a_product()
    for _ in range(2):
        added(office, product)
    return product


def added(browser, product):
    browser.post(f"/backoffice/products/{product.pk}/photographs/uploads/", {"files": [a_picture()]})


def placed(product, *places, caption=""):
    images = ProductImage.objects.filter(product=product).order_by("pk")
    said = {f"photo-{image.pk}-place": place for image, place in zip(images, places, strict=False)}
    return {**said, f"photo-{images[0].pk}-caption_en": caption}


def order_of(product):
    return list(ProductImage.objects.filter(product=product).order_by("display_order").values_list("pk", flat=True))


def test_the_order_of_photographs_saved_meanwhile_stays(office, album):
    address = f"/backoffice/products/{album.pk}/photographs/"
    seen, (one, two) = seen_in(office, address), order_of(album)
    assert office.post(f"{address}arrangement/", {**placed(album, 2, 1), "seen": seen}).status_code == 302
    later = placed(album, 1, 2, caption="Front")
    second = office.post(f"{address}arrangement/", {**later, "seen": seen})
    assert second.status_code == 422 and TOLD in second.text and 'value="Front"' in second.text
    assert order_of(album) == [two, one]
    assert office.post(f"{address}arrangement/", {**later, "seen": seen_on(second)}).status_code == 302
    assert order_of(album) == [one, two]


def test_a_photograph_added_meanwhile_is_shown_before_the_order_is_saved(office, album):
    address = f"/backoffice/products/{album.pk}/photographs/"
    seen, before = seen_in(office, address), order_of(album)
    added(office, album)
    second = office.post(f"{address}arrangement/", {**placed(album, 2, 1), "seen": seen})
    assert second.status_code == 422 and TOLD in second.text
    assert order_of(album)[:2] == before
    insist(office, f"{address}arrangement/", placed(album, 2, 1, 3), second)
    assert order_of(album)[:2] == before[::-1]


def test_words_of_the_product_do_not_disturb_who_arranges_its_photographs(office, album):
    address = f"/backoffice/products/{album.pk}/photographs/"
    seen = seen_in(office, address)
    office.post(f"/backoffice/products/{album.pk}/shelf/", {"off": "1"})
    assert seen_in(office, address) == seen


def test_two_tabs_do_not_undo_each_other_in_the_roles_of_a_colleague(office):
    colleague = a_member_of_staff("support")
    address = f"/backoffice/staff/{colleague.pk}/"
    later = {"roles": ["support", "marketer"]}
    second = second_of(office, address, {"roles": ["support", "warehouse"]}, later)
    assert roles_of(User.objects.get(pk=colleague.pk)) == {"support", "warehouse"}
    insist(office, address, later, second)
    assert roles_of(User.objects.get(pk=colleague.pk)) == {"support", "marketer"}


def test_a_role_given_meanwhile_by_an_invitation_is_not_taken_unasked(office):
    colleague = a_member_of_staff("support")
    address = f"/backoffice/staff/{colleague.pk}/"
    seen = seen_in(office, address)
    office.post("/backoffice/staff/", {"email": colleague.email, "roles": ["analyst"]})
    assert TOLD in office.post(address, {"roles": ["support"], "seen": seen}).text
    assert roles_of(User.objects.get(pk=colleague.pk)) == {"support", "analyst"}


def test_two_tabs_do_not_undo_each_other_in_a_focus_image(office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    planned = an_image()
    said = {f"{name}_{code}": "Sofa" for name in ("title", "button", "alt") for code in ("en", "zh_hans")}
    said |= {"link": "/search/?q=sofa", "starts_at": "2026-01-01T10:00"}
    second_of(office, f"/backoffice/focus/{planned.pk}/", {**said, "title_en": "Autumn"}, said)
    assert FocusImage.objects.get().title_en == "Autumn"
