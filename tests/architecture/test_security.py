"""docs/security.md has a row for each requirement of ASVS 5.0.0 on levels 1 and 2, and no empty cell."""

import re
from collections import Counter

from django.apps import apps
from django.db.models import Model

from membership.models import User
from shop.embedded.programs import ROOT
from tests.architecture.test_promises import NAMED, functions_of

#: Section → how many of its requirements are on these levels; they are its first ones.
SECTIONS = {
    **{"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1},
    **{"3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4},
    **{"5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4},
    **{"7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1},
    **{"9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3},
    **{"11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4},
    **{"13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7},
    **{"16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2},
}
#: Columns that say who somebody is, where they live or what browser is theirs.
OF_PEOPLE = {
    *("email", "guest_email", "phone_number", "first_name", "last_name", "line1"),
    *("ip", "actor", "visitor_id", "session_key"),
}
TABLE = (ROOT / "docs" / "security.md").read_text()
ROWS = re.findall(r"^\| ([\d. ]+) \| (.*) \| (.*) \|$", TABLE, re.MULTILINE)


def test_every_requirement_has_one_row():
    asked = {f"{section}.{n}" for section, many in SECTIONS.items() for n in range(1, many + 1)}
    answered = Counter(number for numbers, _, _ in ROWS for number in numbers.split())
    assert len(asked) == 253
    assert answered == Counter(asked)


def test_no_cell_is_empty():
    assert [numbers for numbers, what, held_by in ROWS if not (what.strip() and held_by.strip())] == []


def test_every_test_that_is_named_exists():
    named = NAMED.findall(TABLE)
    assert len(named) > 80
    assert [f"{path}::{name}" for path, name in named if name not in functions_of(path)] == []


def section(title: str) -> str:
    return TABLE.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_every_secret_of_the_settings_has_a_row_and_a_date():
    secrets = re.findall(r"^(\w*(?:KEYS?|SECRETS?|TOKEN)) =", (ROOT / "shop" / "settings.py").read_text(), re.MULTILINE)
    rows = re.findall(r"^\| (`.*) \| .+ \| .+ \| (.+) \|$", section("Keys"), re.MULTILINE)
    dated = {name for names, by_when in rows if by_when.strip() for name in re.findall(r"`(\w+)`", names)}
    assert len(secrets) > 5
    assert {*secrets} <= dated


def is_of_people(model: type[Model]) -> bool:
    return any(
        field.related_model is User if field.is_relation else field.name in OF_PEOPLE
        for field in model._meta.get_fields()
        if getattr(field, "column", None)
    )


def test_every_table_with_people_in_it_has_a_level():
    classified = re.findall(r"`(\w+\.\w+)`", section("Data of people"))
    tables = {model._meta.label for model in apps.get_models()}
    assert len(classified) == len({*classified, "membership.User"}) + 1, "the members alone are of two levels"
    assert {*classified} <= tables
    assert {model._meta.label for model in apps.get_models() if is_of_people(model)} <= {*classified}
