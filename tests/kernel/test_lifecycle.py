import pytest

from kernel.lifecycle import IllegalMove, Lifecycle, MovedMeanwhile
from tests.orders.factories import an_order

pytestmark = pytest.mark.django_db

DOOR = Lifecycle({"pending": ("paid",), "paid": ("shipped",)}, field="status")


def test_a_drawn_arrow_is_walked_and_takes_its_fields_along():
    order = an_order()
    DOOR.move(order, "paid", language="zh-hans")
    assert (order.status, order.language) == ("paid", "zh-hans")


def test_what_is_not_drawn_cannot_happen():
    order = an_order()
    with pytest.raises(IllegalMove):
        DOOR.move(order, "shipped")
    order.refresh_from_db()
    assert order.status == "pending"


def test_two_who_read_the_same_state_cannot_both_move():
    order, also_order = (one := an_order()), type(one).objects.get(pk=one.pk)
    DOOR.move(order, "paid")
    with pytest.raises(MovedMeanwhile):
        DOOR.move(also_order, "paid")
