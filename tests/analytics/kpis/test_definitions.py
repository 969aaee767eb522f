import pytest
from django.utils import translation

from analytics.kpis.definitions import HEADLINE, KPIS, STANDING, added_up
from analytics.kpis.handbook import handbook
from analytics.kpis.queries import COLUMNS, FUNNEL
from analytics.rollups.models import DayNumbers

PROMISED = [
    *("visits", "visitors", "page_views", "session_seconds", "bounce_rate", "ctr", "retention_d7", "retention_d30"),
    *("orders", "gmv", "paid_orders", "revenue", "refunds", "net_revenue", "refund_rate", "conversion_rate", "aov"),
    *("units_per_order", "new_customers", "repeat_rate", "purchase_frequency", "churn_rate", "profit_per_customer"),
    *("on_time_delivery", "csat"),
]


def test_every_promised_figure_is_defined():
    assert sorted(KPIS) == sorted(PROMISED)
    assert HEADLINE == 10


@pytest.mark.parametrize("key", PROMISED)
def test_a_figure_says_all_about_itself_in_both_languages(key):
    kpi = KPIS[key]
    for text in (kpi.name, kpi.formula, kpi.window, kpi.leaves_out):
        english = str(text)
        with translation.override("zh-hans"):
            assert str(text) != english


@pytest.mark.parametrize("key", PROMISED)
def test_a_figure_uses_the_columns_it_names_and_no_others(key):
    kpi = KPIS[key]
    kpi.of(dict.fromkeys(kpi.columns, 3))
    with pytest.raises(KeyError):
        kpi.of(dict.fromkeys(kpi.columns[1:], 3))


def test_every_counted_column_is_shown_somewhere():
    counted = {field.name for field in DayNumbers._meta.get_fields()} - {"day"}
    assert counted == set(COLUMNS)
    assert counted > STANDING
    assert set(FUNNEL) < counted


def test_nothing_is_divided_by_nothing():
    nothing = dict.fromkeys(COLUMNS, 0)
    shown = {key: kpi.of(nothing) for key, kpi in KPIS.items()}
    assert {key for key, value in shown.items() if value is None} == {
        *("aov", "conversion_rate", "repeat_rate", "refund_rate", "on_time_delivery", "csat", "units_per_order"),
        *("session_seconds", "bounce_rate", "ctr", "retention_d7", "retention_d30", "purchase_frequency"),
        *("churn_rate", "profit_per_customer"),
    }


def test_no_day_at_all_adds_up_to_nothing():
    assert added_up([], ["visits"]) == {"visits": 0}


def test_the_handbook_says_what_the_code_says(settings):
    """After a change: manage.py kpi_handbook."""
    assert (settings.BASE_DIR / "docs" / "kpis.md").read_text(encoding="utf-8") == handbook()
