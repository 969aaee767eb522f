import html
from datetime import date, timedelta

import pytest
from django.urls import reverse

from analytics.kpis.definitions import KPIS
from analytics.rollups import services as rollups
from analytics.rollups.models import DayNumbers
from membership.staff import services as staff
from tests.analytics.factories import at, refunded, seen, sold

pytestmark = pytest.mark.django_db
ADDRESS = "/backoffice/kpis/"


@pytest.fixture
def analyst(client, django_user_model):
    person = django_user_model.objects.create(email="analyst@demo.shop")
    staff.give_role(user=person, role="analyst")
    client.force_login(person)
    return client


@pytest.fixture
def a_week(time_machine):
    time_machine.move_to(at("2026-11-24", "12:00"), tick=False)
    for day in range(17, 24):
        seen(day, at(f"2026-11-{day}", "10:00"), at(f"2026-11-{day}", "10:05"))
        order = sold(at(f"2026-11-{day}", "10:06"), at(f"2026-11-{day}", "10:07"), who=day, total="1218.00")
    refunded(order, "18.00", at("2026-11-23", "18:00"))
    rollups.roll_up_changed()


def test_every_figure_is_a_tile_and_the_page_says_until_when(analyst, a_week):
    page = analyst.get(ADDRESS, {"from": "2026-11-17", "to": "2026-11-23"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "Complete until Tue 24 Nov, 12:00" in text
    assert text.count('class="tile"') == len(KPIS)
    assert "¥8,526.00" in text
    for key in KPIS:
        assert f"kpi={key}" in text


def test_each_tile_opens_its_trend_its_definition_and_its_rows(analyst, a_week):
    for key, kpi in KPIS.items():
        page = analyst.get(ADDRESS, {"kpi": key, "from": "2026-11-17", "to": "2026-11-23"})
        text = html.unescape(page.content.decode())
        assert f"{kpi.name} by day" in text
        assert str(kpi.formula) in text
        assert reverse("office:kpi-rows", kwargs={"key": key, "day": date(2026, 11, 23)}) in text
        assert "<polyline" in text


def test_every_figure_has_rows_behind_it(analyst, a_week):
    for key, kpi in KPIS.items():
        page = analyst.get(reverse("office:kpi-rows", kwargs={"key": key, "day": date(2026, 11, 23)}))
        assert page.status_code == 200
        assert str(kpi.name) in page.content.decode()


def test_the_rows_are_those_that_made_the_figure(analyst, a_week):
    def rows(key):
        return analyst.get(reverse("office:kpi-rows", kwargs={"key": key, "day": date(2026, 11, 23)})).context["page"]

    assert [row[2] for row in rows("revenue")] == [1218]
    assert [row[2] for row in rows("refunds")] == [18]
    for both in ("net_revenue", "refund_rate", "profit_per_customer"):
        assert [row[2] for row in rows(both)] == [1218, -18]
    assert list(rows("visits")) == [("page_view", "home", 2)]
    assert "No rows on this day" in analyst.get("/backoffice/kpis/csat/2026-11-23/").content.decode()


def test_it_is_all_in_chinese_too(analyst, a_week):
    text = analyst.get(f"/zh-hans{ADDRESS}", {"from": "2026-11-17", "to": "2026-11-23"}).content.decode()
    for words in ("客单价", "复购率", "数据完整至", "访客漏斗", "每日销售额", "11月17日"):
        assert words in text
    for english in ("Revenue", "Funnel", "by day", "Definition"):
        assert english not in text


def test_smoothed_by_the_week_and_beside_last_year(analyst, a_week):
    text = analyst.get(ADDRESS, {"smooth": "7", "compare": "year", "hours": "revenue"}).content.decode()
    assert "data-smooth" in text
    assert "Last year" in text
    assert "Revenue by weekday and hour" in text


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "tomorrow"},
        {"from": "2026-11-24", "to": "2026-11-01"},
        {"to": "2999-01-01"},
        {"from": "1990-01-01", "to": "2026-01-01"},
    ],
)
def test_days_that_cannot_be_shown_are_explained_and_the_usual_ones_shown(analyst, a_week, asked):
    page = analyst.get(ADDRESS, asked)
    assert page.status_code == 400
    assert "These days cannot be shown" in page.content.decode()
    assert page.context["asked"].days.count == 28


def test_nonsense_in_the_address_changes_nothing(analyst, a_week):
    page = analyst.get(ADDRESS, {"kpi": "' OR 1=1", "compare": "x", "smooth": "x", "hours": "x", "from": "", "to": ""})
    assert page.status_code == 200
    assert page.context["asked"].kpi.key == "revenue"


def test_before_anything_is_counted_the_page_says_what_to_do(analyst):
    text = analyst.get(ADDRESS).content.decode()
    assert "Not counted yet" in text
    assert "manage.py rollup" in text


def test_numbers_that_are_late_are_marked(analyst, a_week, time_machine):
    time_machine.move_to(at("2026-11-24", "15:01"), tick=False)
    assert 'data-state="warn">Complete until' in analyst.get(ADDRESS).content.decode()


def test_the_csv_holds_every_day_and_figure(analyst, a_week):
    page = analyst.get(reverse("office:kpi-days"), {"from": "2026-11-22", "to": "2026-11-23"})
    assert page["Content-Disposition"] == 'attachment; filename="numbers-2026-11-22-2026-11-23.csv"'
    head, first, last = page.content.decode("utf-8-sig").splitlines()
    assert head.startswith("Day,Revenue,Paid orders,")
    assert first.startswith("2026-11-22,1218.00,1,1218.00,1,1.0000,")
    assert len(last.split(",")) == len(KPIS) + 1
    assert analyst.get(reverse("office:kpi-days"), {"from": "x"}).status_code == 400


def test_the_dictionary_has_every_figure(analyst):
    text = analyst.get(reverse("office:kpi-dictionary")).content.decode()
    for key in KPIS:
        assert f'id="{key}"' in text


@pytest.mark.parametrize(
    "address", [ADDRESS, f"{ADDRESS}dictionary/", f"{ADDRESS}days.csv", f"{ADDRESS}aov/2026-11-23/"]
)
def test_only_those_with_the_right_see_them(client, django_user_model, address):
    assert client.get(address).status_code == 302
    shopper = django_user_model.objects.create(email="s@example.com")
    client.force_login(shopper)
    assert client.get(address).status_code == 404
    staff.give_role(user=shopper, role="warehouse")
    client.force_login(shopper)
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("address", [f"{ADDRESS}nonsense/2026-11-23/", f"{ADDRESS}aov/2026-02-30/", f"{ADDRESS}aov/x/"])
def test_what_is_not_there_is_not_found(analyst, address):
    assert analyst.get(address).status_code == 404


def test_a_year_costs_as_many_queries_as_a_week(analyst, a_week, django_assert_max_num_queries):
    first = date(2025, 11, 1)
    DayNumbers.objects.bulk_create(DayNumbers(day=first + timedelta(days=ahead), visits=ahead) for ahead in range(370))
    analyst.get(ADDRESS)
    with django_assert_max_num_queries(15) as week:
        analyst.get(ADDRESS, {"from": "2026-11-17", "to": "2026-11-23"})
    with django_assert_max_num_queries(len(week)):
        analyst.get(ADDRESS, {"from": "2025-11-24", "to": "2026-11-23"})
    with django_assert_max_num_queries(15):
        analyst.get(reverse("office:kpi-rows", kwargs={"key": "revenue", "day": date(2026, 11, 23)}))
