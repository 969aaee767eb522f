"""What the documents name exists, and what exists is named."""

import re

import pytest

from shop.embedded.programs import ROOT


def commands_of_make() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))


def variables_of_settings() -> set[str]:
    return set(re.findall(r"""env\.\w+\(\s*["']([A-Z_]+)["']""", (ROOT / "shop" / "settings.py").read_text()))


def test_the_contract_of_make_is_kept():
    assert {"demo", "demo-reset", "test", "check", "bench", "torture", "lock"} <= commands_of_make()


@pytest.mark.parametrize("document", ["README.md", "docs/operations.md"])
def test_commands_in_documents_exist(document):
    named = set(re.findall(r"\bmake ([a-z-]+)\b", (ROOT / document).read_text()))
    assert named - {"help"} <= commands_of_make()


def test_every_variable_that_the_settings_read_is_documented():
    documented = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "docs" / "operations.md").read_text()))
    assert sorted(variables_of_settings() - documented) == []


@pytest.mark.parametrize(
    "document", sorted(path.relative_to(ROOT) for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
)
def test_links_between_documents_lead_somewhere(document):
    targets = re.findall(r"\]\((?!http|#)([^)#]+)", (ROOT / document).read_text())
    assert [target for target in targets if not (ROOT / document).parent.joinpath(target).exists()] == []
