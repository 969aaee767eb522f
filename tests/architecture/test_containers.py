"""The container files say what the documentation says; there is no engine here to run them."""

import re
import shlex

import pytest
import yaml

from shop.embedded.programs import ROOT


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text().replace("\\\n", "")


def test_every_part_of_the_shop_is_there(compose):
    assert set(compose["services"]) == {"postgres", "valkey", "migrate", "web", "worker", "beat"}


@pytest.mark.parametrize("service", ["migrate", "web", "worker", "beat"])
def test_the_shops_own_parts_are_one_image_and_one_environment(compose, service):
    assert compose["services"][service]["image"] == "shopkeeper"
    assert compose["services"][service]["environment"] == compose["services"]["web"]["environment"]


def test_servers_are_healthy_before_the_shop_starts_and_the_tables_made(compose):
    assert compose["services"]["web"]["depends_on"] == {
        "migrate": {"condition": "service_completed_successfully"},
        "postgres": {"condition": "service_healthy"},
        "valkey": {"condition": "service_healthy"},
    }
    for server in ("postgres", "valkey"):
        assert compose["services"][server]["healthcheck"]["test"]


def test_what_is_kept_is_on_volumes(compose):
    mounted = {mount.split(":")[0] for service in compose["services"].values() for mount in service.get("volumes", [])}
    assert mounted == set(compose["volumes"]) == {"postgres", "valkey", "media"}


def test_no_secret_has_a_default(compose):
    """``${NAME:?}`` stops compose where the variable is missing."""
    environment = compose["services"]["web"]["environment"]
    for name in ("SECRET_KEY", "STRIPE_API_KEY", "STRIPE_WEBHOOK_SECRET", "ALLOWED_HOSTS", "EMAIL_URL"):
        assert environment[name] == f"${{{name}:?}}"
    assert "${POSTGRES_PASSWORD:?}" in environment["DATABASE_URL"]
    assert not {"DEBUG", "DEMO", "STRIPE_API_BASE"} & set(environment)


def test_every_variable_is_one_that_the_settings_read(compose):
    settings = (ROOT / "shop" / "settings.py").read_text()
    unknown = [name for name in compose["services"]["web"]["environment"] if f'"{name}"' not in settings]
    assert unknown == []


def test_the_image_copies_only_what_exists_and_does_not_run_as_root(dockerfile):
    copied = [words[1:-1] for words in map(shlex.split, dockerfile.splitlines()) if words[:1] == ["COPY"]]
    named = [path for paths in copied for path in paths if not path.startswith(("--", "/"))]
    assert [path for path in named if not (ROOT / path).exists()] == []
    assert re.findall(r"^USER (\w+)$", dockerfile, re.MULTILINE) == ["shop"]


def test_commands_are_programs_of_the_shop(compose):
    from shop.celery import app

    for service in ("worker", "beat"):
        assert compose["services"][service]["command"][:3] == ["celery", "-A", app.main]
