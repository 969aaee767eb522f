"""Money is a Decimal from the form to the column."""

import ast
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import FloatField

#: Where money is worked out; elsewhere a float is a measurement, a score or a time.
MONEY = ["orders", "promotions", "membership/points", "membership/rewards", "catalogue/pricing", "kernel/money.py"]
#: Seconds, weights, and places on paper.
NO_MONEY = ["carrier_demo.py", "paper.py", "gateway.py", "shipping/queries.py"]


def files() -> list[Path]:
    found = [settings.BASE_DIR / place for place in MONEY]
    return sorted(path for place in found for path in ([place] if place.suffix else place.rglob("*.py")))


def floats_in(tree: ast.AST) -> list[int]:
    """Lines with a literal of a fraction or a call of ``float``."""
    literal = {node.lineno for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) is float}
    called = {
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
    }
    return sorted(literal | called)


def test_no_float_touches_money():
    found = {
        str(path.relative_to(settings.BASE_DIR)): lines
        for path in files()
        if "migrations" not in path.parts
        and not str(path).endswith(tuple(NO_MONEY))
        and (lines := floats_in(ast.parse(path.read_text())))
    }
    assert found == {}


def test_no_column_of_money_is_a_float():
    money = ("amount", "price", "total", "discount", "cost", "spent", "money")
    fields = [
        field for model in apps.get_models() for field in model._meta.get_fields() if isinstance(field, FloatField)
    ]
    assert [str(field) for field in fields if any(word in field.name for word in money)] == []
