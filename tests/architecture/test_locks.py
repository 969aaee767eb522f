"""What is installed is pinned and known by its hash, and what runs in production is what was tested."""

import json
import re

import pytest

from shop.embedded.programs import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")


def pins_of(lock: str) -> dict[str, str]:
    """Each package's entry by its name and version."""
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text())
    return {entry.split()[0]: entry for entry in entries if "==" in entry.split("\n")[0]}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_known_by_its_hash(lock):
    assert len(pins_of(lock)) > 50
    assert [pin for pin, entry in pins_of(lock).items() if "--hash=sha256:" not in entry] == []


def test_the_tests_run_with_what_production_runs_with():
    assert sorted(set(pins_of("requirements.lock")) - set(pins_of("requirements-dev.lock"))) == []


def test_every_browser_library_is_known_by_its_hash_and_not_by_an_address():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = {name: entry for name, entry in packages.items() if name and not entry.get("link")}
    assert [name for name, entry in installed.items() if not entry.get("integrity") or "resolved" in entry] == []
