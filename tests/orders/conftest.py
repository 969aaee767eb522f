import pytest

from tests.orders.buying import a_buyer
from tests.orders.factories import a_stock, an_order


@pytest.fixture
def stock(db):
    return a_stock(on_hand=10)


@pytest.fixture
def order(stock):
    """Two pieces at ¥69.00, unpaid, with half an hour to pay."""
    return an_order(stock, quantity=2)


@pytest.fixture
def member(django_user_model):
    return django_user_model.objects.create_user(email="lin@example.com", password="x")


@pytest.fixture
def news(monkeypatch):
    """The facts announced during the test, in order."""
    from orders import services

    heard = []
    announce = services.announce
    monkeypatch.setattr(services, "announce", lambda fact: (heard.append(fact), announce(fact)))
    return heard


@pytest.fixture
def buyer(db):
    """A guest with a browser."""
    return a_buyer()
