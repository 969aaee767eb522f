"""The house as it stands: its rooms, its ports and its news, read from the code for docs/architecture.md."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from kernel.events import map_of_news
from kernel.ports import Port

FLOORS = ("shop", "analytics", "orders", "promotions", "membership", "catalogue", "kernel")


def drawn(root: Path, text: str) -> str:
    """``text`` with each part between ``<!-- name -->`` and ``<!-- /name -->`` drawn anew."""
    for name, lines in {"rooms": rooms(root), "ports": ports(), "news": news()}.items():
        before, rest = text.split(f"<!-- {name} -->\n", 1)
        _, after = rest.split(f"<!-- /{name} -->", 1)
        text = f"{before}<!-- {name} -->\n" + "\n".join(lines) + f"\n<!-- /{name} -->{after}"
    return text


def rooms(root: Path) -> list[str]:
    """A table of floors and rooms, each with the sentence on its doorplate."""
    rows = [f"| `{package}` | {_doorplate(root / package)} |" for package in _packages(root)]
    return ["| room | what it does |", "|---|---|", *rows]


def ports() -> list[str]:
    return [f"- `{module.__name__}.{name}`" for module in _modules("ports") for name in _ports_in(module)] or ["None."]


def news() -> list[str]:
    """A table of facts and who listens to them."""
    rows = [f"| `{fact}` | {', '.join(f'`{ear}`' for ear in ears)} |" for fact, ears in map_of_news().items()]
    return ["| fact | heard by |", "|---|---|", *rows]


def _packages(root: Path) -> Iterator[str]:
    for floor in FLOORS:
        yield floor
        inside = sorted(path.parent.name for path in (root / floor).glob("*/__init__.py"))
        yield from (f"{floor}/{room}" for room in inside if room not in {"management", "migrations", "templatetags"})


def _doorplate(package: Path) -> str:
    docstring = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8"))) or ""
    return docstring.split("\n\n")[0].replace("\n", " ")


def _modules(name: str) -> Iterator[ModuleType]:
    for floor in FLOORS[::-1]:
        package = importlib.import_module(floor)
        for found in pkgutil.walk_packages(package.__path__, f"{floor}."):
            if found.name.rpartition(".")[2] == name and floor != "kernel":
                yield importlib.import_module(found.name)


def _ports_in(module: ModuleType) -> list[str]:
    return [name for name, value in vars(module).items() if isinstance(value, Port)]
