from datetime import timedelta

import pytest

from kernel import clock
from membership.addresses.services import Destination
from membership.points.models import Lot
from membership.points.queries import balance_of, imbalances
from membership.tiers.queries import changes_of, level_of
from shop.demo import loyalty
from shop.demo.people import Person
from tests.membership.staff.factories import a_shopper
from tests.orders.factories import a_stock, an_order

pytestmark = pytest.mark.django_db

HOME = Destination("林薇", "+8613800138000", "CN", "浙江省", "杭州市", "西湖区", "文三路 90 号")


def a_person(user):
    return Person(user.pk, user.email, "zh-hans", HOME)


def test_the_past_leaves_points_and_levels_that_add_up(time_machine):
    time_machine.move_to(clock.now(), tick=False)
    shopper, lin = a_shopper(), a_shopper()
    long_ago = clock.now() - timedelta(days=20)
    paid = {"user": lin, "status": "delivered", "paid_at": long_ago, "delivered_at": long_ago, "amount_paid": 690}
    an_order(a_stock(price="345.00"), **paid)
    an_order(a_stock(price="100.00"), user=lin, status="paid", paid_at=clock.now(), amount_paid=200)
    loyalty.reward(a_person(shopper), [a_person(lin)])
    balance = balance_of(lin.pk)
    assert (balance.available, balance.pending, level_of(lin.pk)) == (100 + 690, 200, 2)
    assert level_of(shopper.pk) == 4
    assert [change.after for change in changes_of(shopper)] == [4, 3, 2]
    assert Lot.objects.filter(user=shopper, remaining=0).count() == 0
    assert balance_of(shopper.pk).expires_on <= clock.today() + timedelta(days=31)
    assert imbalances() == []
