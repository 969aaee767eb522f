"""A statement that was planned before says what it said without a plan."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DataError, IntegrityError, connection
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.postgres import plans

pytestmark = pytest.mark.django_db

AGAIN = plans.WORTH_A_PLAN + 2
values = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
    st.none(),
    st.dates(),
    st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the zone is added
    st.timedeltas(min_value=timedelta(days=-9999), max_value=timedelta(days=9999)),
    st.uuids(),
    st.lists(st.integers(-(2**70), 2**70), min_size=1, max_size=3),
    st.lists(st.text("ab'%", max_size=3), min_size=1, max_size=3),
    st.lists(st.none() | st.text("a'", max_size=3), max_size=3),
    st.lists(st.dates(), max_size=3),
    st.lists(st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.just(UTC)), max_size=3),  # noqa: DTZ001
    st.lists(st.uuids(), max_size=3),
    st.integers(2**63, 2**70),
)


class Shop:
    """A connection as the shop has them, outside of the test's own transaction."""

    def __init__(self):
        self.connection = connection.copy()
        self.ask("CREATE TEMP TABLE shelf (name text UNIQUE, pieces integer, key uuid)")

    def ask(self, query, *given_values):
        """The rows, None where there are none to come."""
        with self.connection.cursor() as cursor:
            cursor.execute(query, given_values or None)
            return cursor.fetchall() if cursor.description else None

    @property
    def planned(self):
        return [statement for (statement,) in self.ask("SELECT statement FROM pg_prepared_statements ORDER BY name")]


@pytest.fixture(scope="module")
def _shop(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        shop = Shop()
        yield shop
        shop.connection.close()


@pytest.fixture
def shop(_shop):
    _shop.ask("TRUNCATE shelf")
    return _shop


def test_a_statement_that_comes_again_is_planned_and_finds_the_same(shop):
    shop.ask("INSERT INTO shelf VALUES (%s, %s)", "lamp", 4)

    found = [shop.ask("SELECT pieces FROM shelf WHERE name = %s", "lamp") for _ in range(AGAIN)]

    assert found == [[(4,)]] * AGAIN
    assert any("shelf WHERE name = $1" in statement for statement in shop.planned)


@settings(max_examples=100)
@given(value=values)
def test_values_come_back_as_they_would_without_a_plan(_shop, value):
    answers = [_shop.ask("SELECT %s, %s", value, "beside")[0] for _ in range(AGAIN)]

    assert answers == [answers[0]] * AGAIN
    assert {type(answer[0]) for answer in answers} == {type(answers[0][0])}


@pytest.mark.parametrize(
    "value", [True, 1, 2**40, Decimal("1.50"), date(2026, 2, 28), UUID(int=7), "a'%s\\ %% 掌柜", timedelta(days=2)]
)
def test_what_a_query_says_itself_keeps_its_kind(shop, value):
    shop.ask("INSERT INTO shelf VALUES ('lamp', 4)")

    found = [shop.ask("SELECT %s AS said, '100%%' FROM shelf WHERE pieces < %s", value, 9) for _ in range(AGAIN)]

    assert found == [[(value, "100%")]] * AGAIN


@pytest.mark.parametrize(
    ("column", "listed"),
    [
        ("pieces", [1, 4]),
        ("pieces", [2**63]),
        ("pieces", [Decimal(4)]),
        ("name", ["lamp"]),
        ("name", ["lamp", None]),
        ("now()", [datetime(2026, 2, 28, tzinfo=UTC)]),
        ("'2026-02-28'", [date(2026, 2, 28)]),
        ("name", []),
        ("key::uuid", [str(UUID(int=4))]),
        ("key::uuid", [UUID(int=4)]),
    ],
)
def test_lists_find_what_they_found_without_a_plan(shop, column, listed):
    shop.ask("INSERT INTO shelf VALUES ('lamp', 4, %s)", UUID(int=4))
    kind = "::uuid[]" if "uuid" in column else ""

    answers = [shop.ask(f"SELECT name FROM shelf WHERE {column} = ANY(%s{kind})", listed) for _ in range(AGAIN)]

    assert answers == [answers[0]] * AGAIN


def test_a_number_larger_than_any_row_finds_none(shop):
    shop.ask("INSERT INTO shelf VALUES ('lamp', 4)")

    found = [shop.ask("SELECT name FROM shelf WHERE pieces = %s", number) for number in (*[4] * AGAIN, 10**30)]

    assert found == [*[[("lamp",)]] * AGAIN, []]


def test_a_rank_out_of_cases_stays_a_number(shop):
    shop.ask("INSERT INTO shelf VALUES ('lamp', 4), ('vase', 1)")
    ranks = "SELECT CASE WHEN name = %s THEN %s ELSE %s END FROM shelf ORDER BY name"

    assert [shop.ask(ranks, "lamp", 1, 0) for _ in range(AGAIN)] == [[(1,), (0,)]] * AGAIN


def test_a_question_about_words_is_planned_as_one_about_numbers_is(shop):
    shop.ask("INSERT INTO shelf VALUES ('lamp', 4)")

    found = [shop.ask("SELECT pieces FROM shelf WHERE name IN (SELECT unnest(%s))", ["lamp"]) for _ in range(AGAIN)]

    assert found == [[(4,)]] * AGAIN
    assert any("IN (SELECT unnest($1))" in statement for statement in shop.planned)


def test_what_cannot_be_planned_goes_on_as_it_was(shop):
    for _ in range(AGAIN):
        assert shop.ask("SELECT now() > now() - INTERVAL %s", "2 days") == [(True,)]

    assert not any("INTERVAL" in statement for statement in shop.planned)


def test_groups_by_what_was_said_are_counted_the_same(shop):
    shop.ask("INSERT INTO shelf VALUES ('lamp', 4), ('vase', 1), ('bowl', 2)")
    kind = "CASE WHEN name = %s THEN %s ELSE %s END"
    counted = f"SELECT {kind}, count(*) FROM shelf GROUP BY {kind} ORDER BY 2"

    answers = [shop.ask(counted, *["lamp", "a", "b"] * 2) for _ in range(AGAIN)]

    assert answers == [[("a", 1), ("b", 2)]] * AGAIN


def test_no_plan_is_made_inside_a_transaction_that_it_could_break(shop):
    shop.ask("BEGIN")
    for number in range(AGAIN):
        shop.ask("SELECT now() - INTERVAL %s", f"{number} days")
        shop.ask("INSERT INTO shelf VALUES (%s, %s)", f"lamp {number}", number)
    shop.ask("COMMIT")

    assert shop.ask("SELECT count(*) FROM shelf") == [(AGAIN,)]


def test_a_planned_statement_is_refused_as_the_first_was(shop):
    for number in range(AGAIN):
        shop.ask("INSERT INTO shelf (name) VALUES (%s)", f"lamp {number}")

    with pytest.raises(IntegrityError):
        shop.ask("INSERT INTO shelf (name) VALUES (%s)", "lamp 1")
    with pytest.raises(DataError):
        shop.ask("SELECT %s / %s", 1, 0)


def test_a_connection_keeps_the_plans_that_it_used_last(shop, monkeypatch):
    monkeypatch.setattr(plans, "MOST_PLANS", 3)

    for number in range(6):
        for _ in range(AGAIN):
            assert shop.ask(f"SELECT %s + {number}", 1) == [(1 + number,)]

    assert sorted(statement[-1] for statement in shop.planned) == ["3", "4", "5"]


def test_many_rows_at_once_are_not_planned_nor_their_words_kept(shop):
    names = [f"{number}" for number in range(plans.MOST_VALUES + 1)]
    query = f"SELECT count(*) FROM (VALUES {', '.join(['(%s)'] * len(names))}) AS said"
    for _ in range(AGAIN):
        assert shop.ask(query, *names) == [(len(names),)]
    assert query not in {
        kind for kind, _ in (*shop.connection.connection.plans.times, *shop.connection.connection.plans.made)
    }
