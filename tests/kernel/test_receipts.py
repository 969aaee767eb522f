import pytest

from kernel.models import Receipt
from kernel.receipts import taking_in

pytestmark = pytest.mark.django_db


def take_in(external_id: str) -> bool:
    with taking_in("stripe", external_id) as is_first:
        return is_first


def test_only_the_first_copy_of_a_message_is_the_first():
    assert [take_in("evt_1"), take_in("evt_1"), take_in("evt_2")] == [True, False, True]


def test_a_message_whose_reaction_failed_is_taken_in_again():
    with pytest.raises(RuntimeError), taking_in("stripe", "evt_1"):
        raise RuntimeError
    assert not Receipt.objects.exists()
    assert take_in("evt_1")
