"""docs/testing.md names tests; each of them exists."""

import ast
import re

from shop.embedded.programs import ROOT

NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def functions_of(path):
    tree = ast.parse((ROOT / path).read_text()) if (ROOT / path).exists() else ast.Module([], [])
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_test_that_is_named_exists():
    named = NAMED.findall((ROOT / "docs" / "testing.md").read_text())
    assert len(named) > 50
    assert [f"{path}::{name}" for path, name in named if name not in functions_of(path)] == []
