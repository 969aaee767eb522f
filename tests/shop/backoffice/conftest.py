import pytest

from tests.membership.staff.factories import a_member_of_staff


@pytest.fixture
def owner(db):
    return a_member_of_staff("owner", email="owner@shop.example")


@pytest.fixture
def office(client, owner):
    """A browser in which the owner is logged in."""
    client.force_login(owner)
    return client
