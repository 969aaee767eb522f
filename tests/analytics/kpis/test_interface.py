from datetime import date

import pytest
from django.core.management import CommandError, call_command

from analytics.kpis import services
from analytics.kpis.definitions import KPIS
from analytics.kpis.models import ApiKey
from analytics.rollups.models import DayNumbers
from kernel import clock
from membership.staff import services as staff

pytestmark = pytest.mark.django_db
ADDRESS = "/backoffice/kpis.json"


@pytest.fixture
def key():
    return services.make_api_key(name="Warehouse report")


@pytest.fixture
def ask(client, key):
    def ask(**asked):
        return client.get(ADDRESS, asked, headers={"Authorization": f"Bearer {key}"})

    return ask


def test_every_key_of_every_day_with_its_definition(ask):
    DayNumbers.objects.create(day=date(2026, 11, 1), revenue="1218.30", paid_orders=7, visitors=225, visitor_orders=7)
    answer = ask(**{"from": "2026-11-01", "to": "2026-11-02"}).json()
    first, second = answer["days"]
    assert first.keys() == second.keys() == {"day", *KPIS}
    assert (first["day"], first["revenue"], first["aov"], first["conversion_rate"]) == (
        "2026-11-01",
        1218.3,
        174.04,
        0.0311,
    )
    assert set(second.values()) == {"2026-11-02", None}
    assert (answer["currency"], answer["time_zone"]) == ("CNY", "Asia/Shanghai")
    assert answer["definitions"].keys() == KPIS.keys()
    assert answer["definitions"]["aov"]["name"] == {"en": "Average order", "zh-hans": "客单价"}


def test_several_days_together_are_not_the_mean_of_days(ask):
    DayNumbers.objects.create(day=date(2026, 11, 1), revenue=100, paid_orders=1, customers_365=10, repeaters_365=1)
    DayNumbers.objects.create(day=date(2026, 11, 2), revenue=100, paid_orders=3, customers_365=10, repeaters_365=2)
    total = ask(**{"from": "2026-11-01", "to": "2026-11-02"}).json()["total"]
    assert (total["revenue"], total["aov"], total["repeat_rate"]) == (200, 50, 0.2)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"from": "yesterday"}, "“from” must be a day like 2026-11-24, not “yesterday”."),
        ({"from": "2026-02-30", "to": "2026-03-01"}, "“from” must be a day like 2026-11-24, not “2026-02-30”."),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "“from” is after “to”."),
        ({"to": "2999-01-01"}, "“to” lies in the future"),
        ({"from": "2020-01-01", "to": "2026-01-01"}, "ask for fewer"),
        ({"from": "x" * 5000}, "“from” must be a day like 2026-11-24, not “xxxxxxxxxxxxxxxxxxxx”."),
        ({"from": "0001-01-01", "to": "0001-01-02"}, ""),
    ],
)
def test_days_that_cannot_be_are_refused_with_a_sentence(ask, asked, sentence):
    response = ask(**asked)
    if sentence:
        assert response.status_code == 400
        assert sentence in response.json()["error"]
    else:
        assert response.status_code == 200


def test_without_days_it_is_the_last_four_weeks(ask, time_machine):
    time_machine.move_to("2026-11-24T10:00:00Z", tick=False)
    answer = ask().json()
    assert (answer["from"], answer["to"]) == ("2026-10-27", "2026-11-23")


def test_strangers_and_wrong_keys_are_told_to_log_in(client, key):
    assert client.get(ADDRESS).status_code == 401
    for wrong in ("Bearer nonsense", "Bearer", key, f"Basic {key}"):
        response = client.get(ADDRESS, headers={"Authorization": wrong})
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == "Bearer"
        assert response.json()["error"]


@pytest.mark.parametrize(("role", "status"), [("analyst", 200), ("warehouse", 403), (None, 403)])
def test_the_role_decides(client, django_user_model, role, status):
    person = django_user_model.objects.create(email="p@demo.shop")
    if role:
        staff.give_role(user=person, role=role)
    client.force_login(person)
    response = client.get(ADDRESS)
    assert response.status_code == status
    assert response["Content-Type"] == "application/json"
    assert "no-store" in response["Cache-Control"]


def test_a_revoked_key_opens_nothing(client, key):
    call_command("api_key", "Warehouse report", "--revoke")
    assert client.get(ADDRESS, headers={"Authorization": f"Bearer {key}"}).status_code == 401


def test_a_key_is_shown_once_and_never_kept(capsys):
    call_command("api_key", "BI")
    key = capsys.readouterr().out.strip().splitlines()[-1]
    assert services.use_api_key(key=key, scope="kpis")
    assert key not in str(ApiKey.objects.values_list())


@pytest.mark.parametrize(
    ("arguments", "sentence"), [(["BI"], "already a key"), (["Nobody", "--revoke"], "no key named")]
)
def test_a_key_that_cannot_be_made_or_revoked(arguments, sentence):
    services.make_api_key(name="BI")
    with pytest.raises(CommandError, match=sentence):
        call_command("api_key", *arguments)


def test_the_use_of_a_key_is_noted_once_an_hour(ask, time_machine):
    time_machine.move_to("2026-11-24T10:00:00Z", tick=False)
    ask()
    time_machine.move_to("2026-11-24T10:59:00Z", tick=False)
    ask()
    assert ApiKey.objects.get().last_used_at.minute == 0
    time_machine.move_to("2026-11-24T11:01:00Z", tick=False)
    ask()
    assert ApiKey.objects.get().last_used_at == clock.now()


def test_a_year_costs_as_many_queries_as_a_day(ask, django_assert_max_num_queries):
    ask()
    with django_assert_max_num_queries(4):
        ask(**{"from": "2025-11-01", "to": "2026-10-31"})
