"""Two tabs save one form at the same moment: one is saved, the other is told, whatever the form is about."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from django.db import connection, transaction

from catalogue.tags.services import add_tag
from kernel.locks import wait_for_turn
from kernel.models import AuditEntry
from kernel.thresholds import values
from tests.browsers import Browser
from tests.catalogue.factories import a_category, a_product
from tests.membership.staff.factories import a_member_of_staff
from tests.running_shop import eventually
from tests.shop.backoffice.members.test_members import the_levels
from tests.shop.backoffice.promotions.test_promotions import NEW, the_form
from tests.shop.backoffice.test_meanwhile import TOLD, added, placed, seen_in
from tests.shop.content.test_focus import an_image

pytestmark = pytest.mark.django_db(transaction=True)

WAITING = """
    SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()
"""


@dataclass(frozen=True)
class Form:
    """Where it is, and what each of the two tabs says in it."""

    page: str
    first: dict
    second: dict
    action: str = ""


@pytest.fixture
def tabs(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    owner, both = a_member_of_staff("owner"), [Browser(), Browser()]
    for tab in both:
        tab.force_login(owner)
    return both


def of_a_tag(_tab):
    tag = add_tag(name={"en": "Gifts", "zh-hans": "礼物"})
    said = ({"name_en": name, "name_zh_hans": "礼物"} for name in ("Presents", "Treats"))
    return Form(f"/backoffice/tags/{tag.pk}/", *said)


def of_a_category(_tab):
    said = ({"name_en": name, "name_zh_hans": "灯", "shown": "on"} for name in ("Lights", "Lanterns"))
    return Form(f"/backoffice/categories/{a_category('Lamps').pk}/", *said)


def of_the_levels(_tab):
    return Form("/backoffice/levels/", *(the_levels(**{"level-2-threshold": asked}) for asked in ("300", "400")))


def of_the_thresholds(_tab):
    return Form("/backoffice/settings/thresholds/", *({**values(), "points.months": months} for months in (14, 15)))


def of_the_store(_tab):
    said = {f"{field}_{code}": "Mei" for field in ("name", "intro") for code in ("en", "zh_hans")}
    return Form("/backoffice/settings/", {**said, "phone": "400 811 0000"}, {**said, "email": "hello@kiln.example"})


def of_a_promotion(tab):
    return Form(tab.post(NEW, the_form()).url, the_form(priority="7"), the_form(priority="8"))


def of_a_focus_image(_tab):
    said = {f"{name}_{code}": "Sofa" for name in ("title", "button", "alt") for code in ("en", "zh_hans")}
    said |= {"link": "/search/?q=sofa", "starts_at": "2026-01-01T10:00"}
    return Form(f"/backoffice/focus/{an_image().pk}/", {**said, "title_en": "Autumn"}, {**said, "title_en": "Winter"})


def of_photographs(tab):
    product = a_product()
    for _ in range(2):
        added(tab, product)
    page = f"/backoffice/products/{product.pk}/photographs/"
    front, back = (placed(product, 2, 1, caption=words) for words in ("Front", "Back"))
    return Form(page, front, back, action=f"{page}arrangement/")


def of_roles(_tab):
    colleague = a_member_of_staff("support")
    roles = ({"roles": ["support", another]} for another in ("warehouse", "marketer"))
    return Form(f"/backoffice/staff/{colleague.pk}/", *roles)


FORMS = (
    *(of_a_tag, of_a_category, of_the_levels, of_the_thresholds, of_the_store),
    *(of_a_promotion, of_a_focus_image, of_photographs, of_roles),
)


@pytest.mark.parametrize("a_form", FORMS)
def test_of_two_tabs_that_save_at_once_one_is_told(tabs, a_form):
    form = a_form(tabs[0])
    seen, entries = seen_in(tabs[0], form.page), AuditEntry.objects.count()

    def save(tab, said):
        try:
            answer = tab.post(form.action or form.page, {**said, "seen": seen})
            return "told" if TOLD in answer.text else answer.status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            wait_for_turn("audit")  # the first gets as far as writing down what it changed
            going = [pool.submit(save, *each) for each in zip(tabs, (form.first, form.second), strict=True)]
            eventually(both_wait)
        became = {each.result() for each in going}
    assert became == {302, "told"}
    assert AuditEntry.objects.count() == entries + 1


def both_wait() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0] == 2
