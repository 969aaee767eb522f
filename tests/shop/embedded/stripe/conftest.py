"""A real stand-in, started once, and the real Stripe client."""

import pytest

from tests.shop.embedded.stripe.drivers import Browser, Shop


@pytest.fixture
def client(stand_in):
    stand_in.lever("faults", "DELETE")
    return stand_in.client()


@pytest.fixture
def shop(client):
    """A shop registered as a webhook endpoint for the length of one test."""
    listening = Shop()
    endpoint = client.v1.webhook_endpoints.create({"url": listening.url, "enabled_events": ["*"]})
    listening.secret = endpoint.secret
    yield listening
    client.v1.webhook_endpoints.delete(endpoint.id)
    listening.close()


@pytest.fixture
def browser():
    return Browser()
