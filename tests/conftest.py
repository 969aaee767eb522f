"""For every test: a browser, and Stripe's stand-in, one for the whole run, started by the first that needs it."""

import pytest

from tests.browsers import Browser
from tests.shop.embedded.stripe.drivers import StandIn


@pytest.fixture
def client() -> Browser:
    return Browser()


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory):
    running = StandIn(tmp_path_factory.mktemp("stripe"))
    yield running
    running.stop()


@pytest.fixture
def stripe(stand_in, settings):
    """The stand-in without faults, as the Stripe of the shop's settings."""
    stand_in.lever("faults", "DELETE")
    settings.STRIPE_API_KEY = "sk_test_shop"
    settings.STRIPE_API_BASE = stand_in.address
    settings.STRIPE_WEBHOOK_SECRET = ["whsec_new", "whsec_old"]
    return stand_in


@pytest.fixture
def own_stand_in(tmp_path):
    """One for tests that kill it."""
    running = StandIn(tmp_path / "stripe")
    yield running
    running.kill()
