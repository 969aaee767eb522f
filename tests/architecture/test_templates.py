"""No template lies about that nobody draws."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.template.loaders.app_directories import get_app_template_dirs

TEMPLATES = settings.BASE_DIR / "templates"


def texts() -> Iterator[str]:
    for floor in (*settings.FLOORS, "templates"):
        for kind in ("*.py", "*.html", "*.txt"):
            yield from (path.read_text() for path in (settings.BASE_DIR / floor).rglob(kind))


def names_in(text: str) -> Iterator[re.Pattern[str]]:
    """Names of templates. Where a part is filled in when it is asked for, anything may stand; a letter names its three
    without their endings."""
    for name in re.findall(r"""["']([\w{}/.-]+/[\w{}/.-]+)["']""", text):
        is_letter = not name.endswith((".html", ".txt"))
        parts = map(re.escape, re.split(r"\{[^}]*\}", name))
        yield re.compile("[^/]+".join(parts) + (r"(\.subject)?\.(txt|html)" if is_letter else ""))


def is_a_librarys(name: Path) -> bool:
    return any((Path(folder) / name).exists() for folder in get_app_template_dirs("templates"))


def test_every_template_is_asked_for():
    asked = {pattern for text in texts() for pattern in names_in(text)}
    names = [path.relative_to(TEMPLATES) for path in TEMPLATES.glob("*/**/*.*")]  # those beside them are Django's
    found = {str(name) for name in names if any(pattern.fullmatch(str(name)) for pattern in asked)}
    orphans = [str(name) for name in names if str(name) not in found and not is_a_librarys(name)]
    assert orphans == []
