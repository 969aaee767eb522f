"""Every action that the house records has a name in both languages. They are read from the code that records them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from catalogue.inventory.models import StockMovement
from kernel import audit
from promotions.models import Promotion
from shop.backoffice.deeds import DEEDS, deed

FLOORS = ("shop", "analytics", "orders", "promotions", "membership", "catalogue", "kernel")
#: What is recorded under a state is called after the state.
STATES = {
    "movement.cause": StockMovement.Cause.values,
    "status": [Promotion.Status.RUNNING, Promotion.Status.STOPPED],
}


class Room:
    """The modules of one package, asked what is recorded in them."""

    def __init__(self, files: list[Path]):
        self.trees = [ast.parse(file.read_text()) for file in files]
        self.functions = [each for tree in self.trees for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]

    def actions(self) -> Iterator[str]:
        for function in self.functions:
            for call in calls_in(function):
                if isinstance(call.func, ast.Attribute) and ast.unparse(call.func) == "audit.record":
                    [action] = [each.value for each in call.keywords if each.arg == "action"]
                    yield from self.said(action, function)

    def said(self, node: ast.expr, function: ast.FunctionDef) -> Iterator[str]:
        """All that an expression inside the function may be."""
        match node:
            case ast.Constant(value=str(words)):
                yield words
            case ast.IfExp():
                yield from self.said(node.body, function)
                yield from self.said(node.orelse, function)
            case ast.JoinedStr(values=[ast.Constant(value=beginning), ast.FormattedValue(value=rest)]):
                yield from (f"{beginning}{word.replace(' ', '_')}" for word in self.said(rest, function))
            case ast.Name(id=name) | ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="replace")):
                yield from STATES[name] if name in STATES else self.handed_over(name, function)
            case ast.Call(func=ast.Name(id=name)):
                [called] = [each for each in self.functions if each.name == name]
                for answer in ast.walk(called):
                    if isinstance(answer, ast.Return):
                        yield from self.said(answer.value, called)
            case _:
                yield from STATES[ast.unparse(node)]

    def handed_over(self, name: str, function: ast.FunctionDef) -> Iterator[str]:
        """What the function's callers say for one of its arguments."""
        place = [each.arg for each in function.args.args].index(name)
        for caller in self.functions:
            for call in calls_in(caller):
                if ast.unparse(call.func).split(".")[-1] == function.name and len(call.args) > place:
                    yield from self.said(call.args[place], caller)


def calls_in(function: ast.FunctionDef) -> Iterator[ast.Call]:
    return (each for each in ast.walk(function) if isinstance(each, ast.Call))


def rooms() -> list[Room]:
    """Functions of the same name may stand in several modules, so those that share one are asked together."""
    folders = {file.parent for floor in FLOORS for file in Path(settings.BASE_DIR, floor).rglob("*.py")}
    return [Room(sorted(folder.glob("*.py"))) for folder in sorted(folders)]


@pytest.fixture(scope="module")
def recorded():
    return {action for room in rooms() for action in room.actions()}


def test_every_action_has_a_name_and_every_name_an_action(recorded):
    assert len(recorded) > 60
    assert sorted(recorded) == sorted(DEEDS)


def test_the_names_differ_and_are_words_in_both_languages():
    for language in ("en", "zh-hans"):
        with override(language):
            names = [deed(action) for action in DEEDS]
        assert len(set(names)) == len(names)
        assert not set(names) & set(DEEDS)
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in name) for name in names)


@pytest.mark.django_db
def test_the_log_says_what_was_done_in_the_readers_words(office):
    audit.record(action="tag.deleted", subject="tag:1")
    audit.record(action="older.release", subject="tag:1")
    assert ">Tag deleted</a>" in office.get("/backoffice/audit/").text
    chinese = office.get("/zh-hans/backoffice/audit/").text
    assert ">删除标签</a>" in chinese and ">older.release</a>" in chinese


def said(name, was, became):
    before = f"<del>{was}</del>" if was else ""
    return f"<dt>{name}</dt><dd>{before} <ins>{became}</ins></dd>"


WRITTEN = {
    "": [
        said("State", "Awaiting payment", "Cancelled"),
        said("State", "", "Approved"),
        said("Points given back", "", "5"),
        said("Roles", "Support", "Analyst"),
        said("Name (English)", "", "Lamps"),
        said("Shown in the shop", "", "Yes"),
        said("When the delivery charge goes back", "", "Never"),
        said("wood_kind", "", "oak"),
    ],
    "/zh-hans": [
        said("状态", "待付款", "已取消"),
        said("退还积分", "", "5"),
        said("角色", "客服", "数据分析"),
        said("名称（英文）", "", "Lamps"),
        said("wood_kind", "", "oak"),
    ],
}


@pytest.mark.django_db
@pytest.mark.parametrize("language", WRITTEN)
def test_what_was_changed_is_said_in_the_readers_words(office, language):
    cancelled = {"before": {"status": "pending"}, "after": {"status": "cancelled"}}
    audit.record(action="orders.cancelled", subject="order:1", **cancelled)
    audit.record(action="returns.approved", subject="return:1", after={"state": "approved", "points_back": 5})
    audit.record(action="staff.roles", subject="user:1", before={"roles": ["support"]}, after={"roles": ["analyst"]})
    audit.record(action="category.edited", subject="category:1", after={"name (en)": "Lamps", "shown": True})
    audit.record(action="thresholds.set", subject="thresholds", after={"aftersales.delivery_back": 0})
    audit.record(action="product.edited", subject="product:1", after={"wood_kind": "oak"})
    page = office.get(f"{language}/backoffice/audit/").text
    assert [words for words in WRITTEN[language] if words not in page] == []
