"""The words of each floor, collected and compiled in pure Python: no gettext programs are needed.

A floor's words are in its Python files and in ``templates/<floor>/``; templates of no floor are the roof's.
"""

import ast
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOF = "shop"
FLOORS = ("kernel", "catalogue", "membership", "promotions", "orders", "analytics", ROOF)
LANGUAGE = "zh_Hans"
HEADER = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: zh_Hans\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
KEYWORDS: Mapping[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


def update(root: Path) -> None:
    """Every floor's catalogue holds exactly the words in use; what was translated stays so."""
    for floor in FLOORS:
        words = _updated(root, floor)
        if len(words):
            _catalogue_path(root, floor).parent.mkdir(parents=True, exist_ok=True)
            _catalogue_path(root, floor).write_bytes(_as_text(words))
        else:
            _catalogue_path(root, floor).unlink(missing_ok=True)


def problems(root: Path) -> list[str]:
    """What keeps the shop from being wholly in Chinese, a sentence each; empty when complete."""
    found = []
    for floor in FLOORS:
        words, path = _updated(root, floor), _catalogue_path(root, floor)
        if len(words) and (not path.exists() or path.read_bytes() != _as_text(words)):
            found.append(f"{floor}: the catalogue is outdated; run `manage.py translations update`.")
        found += [f"{floor}: {complaint}" for message in words for complaint in _complaints(message, words)]
    return [*found, *_torn(root), *_hidden(root)]


def _hidden(root: Path) -> Iterator[str]:
    """Words asked for inside an f-string, where nobody who collects words looks."""
    for path in (path for floor in FLOORS for path in _sources(root, floor) if path.suffix == ".py"):
        for string in ast.walk(ast.parse(path.read_text())):
            if isinstance(string, ast.JoinedStr) and any(map(_asks_for_words, ast.walk(string))):
                yield f"{path.relative_to(root)}:{string.lineno}: words inside an f-string are never collected."


def _asks_for_words(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS


def _torn(root: Path) -> Iterator[str]:
    """Words that two floors translate differently: Django mixes all floors' words, so one of them would be shown
    wherever the other is meant. A word with two meanings needs a context."""
    meanings: dict[tuple[str | None, str], set[str]] = defaultdict(set)
    for floor in FLOORS:
        for message in _read(_catalogue_path(root, floor)):
            if message.string and isinstance(message.id, str):
                meanings[message.context, message.id].add(str(message.string))
    for (_, words), said in meanings.items():
        if len(said) > 1:
            yield f"{words!r} is translated as {' and as '.join(sorted(said))}: give one of them a context."


def compile_all(root: Path) -> None:
    """Every catalogue has a fresh compiled form, as Django reads it."""
    for path in root.glob(f"*/locale/{LANGUAGE}/LC_MESSAGES/django.po"):
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
            buffer = io.BytesIO()
            write_mo(buffer, _read(path))
            compiled.write_bytes(buffer.getvalue())


def _catalogue_path(root: Path, floor: str) -> Path:
    return root / floor / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def _updated(root: Path, floor: str) -> Catalog:
    words = _read(_catalogue_path(root, floor))
    words.update(_in_use(root, floor), no_fuzzy_matching=True)
    words.obsolete.clear()
    return words


def _in_use(root: Path, floor: str) -> Catalog:
    words = Catalog(locale=LANGUAGE)
    for path in _sources(root, floor):
        source = io.BytesIO(_source(path))
        for _, message, comments, context in extract("python", source, KEYWORDS, comment_tags=["Translators:"]):
            words.add(message, auto_comments=comments, context=context)
    return words


def _sources(root: Path, floor: str) -> list[Path]:
    python = [path for path in (root / floor).rglob("*.py") if "migrations" not in path.parts]
    templates = [path for path in (root / "templates").rglob("*.*") if _floor_of(root, path) == floor]
    return sorted(python) + sorted(templates)


def _floor_of(root: Path, template: Path) -> str:
    first = template.relative_to(root / "templates").parts[0]
    return first if first in FLOORS else ROOF


def _source(path: Path) -> bytes:
    """Python as it is; a template as Django turns it into calls, without the indentation that Python would refuse."""
    text = path.read_text()
    if path.suffix != ".py":
        text = re.sub(r"^\s+", "", templatize(text, origin=str(path)), flags=re.MULTILINE)
    return text.encode()


def _as_text(words: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, words, width=100, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return HEADER.encode() + buffer.getvalue()


def _complaints(message: Message, words: Catalog) -> Iterator[str]:
    if not message.id:
        return
    strings = message.string if isinstance(message.string, tuple | list) else [message.string]
    if not all(strings):
        yield f"not translated: {message.id!r}"
    elif message.fuzzy:
        yield f"fuzzy: {message.id!r}"
    else:
        yield from (f"{error} in {message.id!r}" for error in message.check(words))
