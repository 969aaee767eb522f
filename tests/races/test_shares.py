"""A member with many tabs shares as often as a day allows."""

import pytest

from kernel import clock
from membership.points.queries import balance_of
from membership.rewards import services
from membership.rewards.models import Share
from tests.catalogue.factories import a_product
from tests.membership.staff.factories import a_shopper
from tests.races.crowds import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _one_day(time_machine):
    """The first few of a day are counted, so no day ends while all share at once."""
    time_machine.move_to(clock.now(), tick=False)


def test_eight_products_at_once_earn_for_three():
    lin, products = a_shopper(), [a_product() for _ in range(8)]
    at_once(lambda product: services.share(user=lin, product=product), products, refused=Share.DoesNotExist)
    assert (Share.objects.count(), balance_of(lin.pk).available) == (8, 15)


def test_one_product_in_eight_tabs_earns_once():
    lin, product = a_shopper(), a_product()
    at_once(lambda _: services.share(user=lin, product=product), range(8), refused=Share.DoesNotExist)
    assert (Share.objects.count(), balance_of(lin.pk).available) == (1, 5)
