"""The numbers of the trade: the merchant sets them, pages say them, and reading them costs nothing."""

import pytest

from kernel.models import AuditEntry
from kernel.thresholds import THRESHOLDS, set_values, value_of, values
from orders.aftersales.policy import Opening
from orders.aftersales.queries import return_days
from orders.aftersales.terms import opening
from shop.backoffice.thresholds import SECTIONS
from tests.catalogue.factories import a_product

pytestmark = pytest.mark.django_db

ADDRESS = "/backoffice/settings/thresholds/"
PROMISED = {
    "aftersales.return_days": (7, 1, 90),
    "aftersales.exchange_days": (15, 1, 90),
    "aftersales.answer_hours": (48, 1, 168),
    "aftersales.warn_hours": (12, 1, 72),
    "aftersales.opens": (9, 0, 23),
    "aftersales.closes": (21, 1, 24),
    "aftersales.send_days": (10, 1, 60),
    "aftersales.delivery_back": (2, 0, 2),
    "orders.minutes_to_pay": (30, 5, 720),
    "orders.reminder_minutes": (10, 1, 360),
    "promotions.most_percent": (80, 1, 100),
    "points.most_percent": (30, 1, 100),
    "points.months": (12, 1, 60),
}


def set_to(office, **numbers):
    return office.post(ADDRESS, {**values(), **numbers}).status_code


@pytest.mark.parametrize("name", PROMISED)
def test_each_has_its_default_and_cannot_leave_its_bounds(office, name):
    default, least, most = PROMISED[name]
    assert value_of(name) == default
    for wrong in (least - 1, most + 1, "", "many", "1.5"):
        assert set_to(office, **{name: wrong}) == 200
    for right in (least, most):
        assert set_to(office, **{name: right}) == 302
        assert value_of(name) == right


def test_every_one_is_on_the_page_in_both_languages(office):
    english, chinese = office.get(ADDRESS).text, office.get("/zh-hans" + ADDRESS).text
    assert all(f'name="{name}"' in english for name in THRESHOLDS)
    assert english.count('class="input"') >= len(THRESHOLDS)  # drawn as the fields of every other form are
    assert "Days after delivery in which an order may come back without a reason" in english
    assert "签收后可无理由退货的天数" in chinese


def test_every_one_stands_under_one_subject_with_its_bounds(office):
    placed = [name for section in SECTIONS for name in section.names]
    assert sorted(placed) == sorted(THRESHOLDS)
    english, chinese = office.get(ADDRESS).text, office.get("/zh-hans" + ADDRESS).text
    assert english.count("<h2") == chinese.count("<h2") == len(SECTIONS)
    assert "From 1 to 90, at first 7." in english and "1 到 90，初始为 7。" in chinese


def test_the_hours_may_go_past_midnight_but_not_end_where_they_begin(office):
    assert set_to(office, **{"aftersales.opens": 18, "aftersales.closes": 2}) == 302
    assert opening() == Opening(18, 2)
    hours = {"aftersales.opens": 14, "aftersales.closes": 14}
    refused, chinese = (office.post(address, {**values(), **hours}).text for address in (ADDRESS, f"/zh-hans{ADDRESS}"))
    assert "Nobody would ever answer" in refused and "0 到 24 即全天" in chinese
    assert opening() == Opening(18, 2)


def test_the_change_is_written_down(office):
    set_to(office, **{"aftersales.return_days": 14})
    entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.actor) == ("thresholds.set", "owner@shop.example")
    assert (entry.before["aftersales.return_days"], entry.after["aftersales.return_days"]) == (7, 14)


def test_the_pages_say_the_number_that_holds_also_those_drawn_before(office, client):
    address = a_product().get_absolute_url()
    assert client.get(address).text.count("7-day returns") == 2
    set_to(office, **{"aftersales.return_days": 14})
    said = client.get(address).text
    assert said.count("14-day returns") == 2 and "7-day" not in said
    assert client.get("/zh-hans" + address).text.count("14 天无理由退货") == 2


def test_a_number_is_read_without_a_query_until_another_is_set(django_assert_num_queries):
    assert return_days() == 7
    with django_assert_num_queries(0):
        assert return_days() == 7
    set_values({"aftersales.return_days": 10})
    assert return_days() == 10
