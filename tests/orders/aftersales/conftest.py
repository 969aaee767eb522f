import pytest

from tests.orders.aftersales.factories import a_delivered_order


@pytest.fixture
def delivered(stock):
    """Two pieces at ¥69.00 that arrived a moment ago."""
    return a_delivered_order(stock)
