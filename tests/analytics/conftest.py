import pytest
from django.test import Client

from analytics.capture import services, stream
from analytics.capture.models import Event

BROWSER = {
    "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148 Safari/604.1",
    "Accept-Language": "en",
    "Referer": "https://www.xiaohongshu.com/explore?id=1",
}


@pytest.fixture
def browser() -> Client:
    """A phone that has not been here before, coming from elsewhere."""
    return Client(headers=BROWSER)


@pytest.fixture
def written(db):
    """Write what waits in the stream; the kept events in the order they happened."""

    def written() -> list[Event]:
        services.write_waiting()
        return list(Event.objects.order_by("at", "kind"))

    return written


@pytest.fixture(autouse=True)
def _rested_stream(monkeypatch):
    """No test inherits another's outage."""
    monkeypatch.setattr(stream, "_resting_until", 0.0)
