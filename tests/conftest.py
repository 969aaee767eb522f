"""For every test: a browser, and Stripe's stand-in, one for the whole run, started by the first that needs it."""

from zoneinfo import ZoneInfo

import pytest

from kernel import clock
from tests.browsers import Browser
from tests.shop.embedded.stripe.drivers import StandIn


@pytest.fixture
def client() -> Browser:
    return Browser()


@pytest.fixture
def new_york(settings):
    """The store is where the clocks go back on 1 November 2026 and forward on 14 March 2027."""
    settings.STORE_TIME_ZONE = settings.TIME_ZONE = "America/New_York"
    clock.store_time_zone.cache_clear()
    yield ZoneInfo(settings.STORE_TIME_ZONE)
    clock.store_time_zone.cache_clear()


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
