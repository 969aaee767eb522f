"""Rooms talk through doors. Reading the import graph beats asking people to remember."""

import grimp
import pytest

FLOORS = ["shop", "analytics", "orders", "promotions", "membership", "catalogue", "kernel"]
DOORS = {"services", "queries", "events", "ports"}
#: Every foreign key names these already: one model hall a floor.
HALLS = {"orders.models", "promotions.models", "catalogue.models", "membership.models"}


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph(*FLOORS, exclude_type_checking_imports=True)


def room_of(module: str, packages: set[str]) -> str:
    """The floor itself, or the room on it: ``orders`` or ``orders.aftersales``."""
    head = ".".join(module.split(".")[:2])
    return head if head in packages else head.split(".")[0]


def is_open(target: str, importer: str) -> bool:
    """Doors are open to everyone; arithmetic, which touches nothing, is open to arithmetic."""
    if target in HALLS or not DOORS.isdisjoint(target.split(".")):
        return True
    return target.endswith(".policy") and importer.endswith(".policy")


def test_rooms_are_entered_by_their_doors(graph):
    packages = {module for module in graph.modules if graph.find_children(module)}
    trespasses = [
        f"{importer} reaches into {target}"
        for target in graph.modules
        for importer in graph.find_modules_that_directly_import(target)
        if room_of(importer, packages) != room_of(target, packages)
        and importer.split(".")[0] != "shop"
        and not target.startswith("kernel")
        and not is_open(target, importer)
    ]
    assert trespasses == []


def test_nothing_imports_the_roof(graph):
    below = [module for module in graph.modules if not module.startswith("shop")]
    assert [m for m in below if any(t.startswith("shop") for t in graph.find_modules_directly_imported_by(m))] == []
