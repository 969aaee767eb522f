"""Nothing in the repository depends on a registry's address or on one machine."""

import re
import subprocess

import pytest
from django.core.management import call_command

from shop.embedded.programs import ROOT

REGISTRIES = r"pypi\.org/|pythonhosted\.org|registry\.npm|npmjs\.(org|com)/|debian\.org/debian"
PLACES = r"(?<![\w.])/(root|home/\w+|Users/\w+|work)/"
FORBIDDEN = re.compile(f"{REGISTRIES}|{PLACES}")


def tracked_texts():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        if b"\0" not in content:
            yield name, content.decode()


def test_no_file_names_a_registry_or_a_place_on_one_machine():
    found = [
        f"{name}: {match.group()}"
        for name, text in tracked_texts()
        if name != "tests/architecture/test_files.py" and (match := FORBIDDEN.search(text))
    ]
    assert found == []


@pytest.mark.django_db
def test_the_models_need_no_further_migration(capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
