"""One environment for all processes of a demo; its secrets are its own and stay what they were."""

import stat

import pytest

from shop.embedded import surroundings


@pytest.fixture
def given(tmp_path) -> dict[str, str]:
    return {"DATA_DIR": str(tmp_path)}


def test_secrets_are_made_once_for_a_data_directory(given, tmp_path):
    first = surroundings.prepared(given)
    second = surroundings.prepared({**given, "PORT": "9000"})
    for name in ("SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "DEMO_PASSWORD"):
        assert first[name] == second[name]
    assert second["STRIPE_WEBHOOK_URL"] == "http://127.0.0.1:9000/callbacks/stripe/"


def test_two_data_directories_share_no_secret(given, tmp_path):
    (tmp_path / "other").mkdir()
    other = surroundings.prepared({"DATA_DIR": str(tmp_path / "other")})
    ours = surroundings.prepared(given)
    assert not {ours[name] for name in ours if "SECRET" in name or "PASSWORD" in name} & set(other.values())


def test_nobody_else_may_read_them(given, tmp_path):
    surroundings.prepared(given)
    assert stat.S_IMODE((tmp_path / surroundings.FILE).stat().st_mode) == 0o600


def test_whoever_brings_a_key_of_stripe_talks_to_stripe(given):
    prepared = surroundings.prepared({**given, "STRIPE_API_KEY": "sk_test_mine"})
    assert prepared["STRIPE_API_KEY"] == "sk_test_mine"
    assert "STRIPE_API_BASE" not in prepared
    assert "STRIPE_STAND_IN_PORT" not in prepared


def test_a_second_shell_joins_the_demo(given):
    prepared = surroundings.prepared(given)
    shell = {**given, "PORT": "8123"}
    surroundings.lend(shell)
    assert shell["SECRET_KEY"] == prepared["SECRET_KEY"]
    assert shell["DEMO"] == "1"
    assert shell["PORT"] == "8123"


def test_a_shop_with_a_secret_of_its_own_is_lent_nothing(given):
    surroundings.prepared(given)
    shell = {**given, "SECRET_KEY": "production's"}
    surroundings.lend(shell)
    assert shell == {**given, "SECRET_KEY": "production's"}


def test_without_a_demo_nothing_is_lent(given):
    shell = dict(given)
    surroundings.lend(shell)
    assert shell == given
