import pytest
from django.db.transaction import TransactionManagementError

from kernel.locks import wait_for_turn


@pytest.mark.django_db(transaction=True)
def test_a_turn_without_a_transaction_to_end_it_is_refused():
    with pytest.raises(TransactionManagementError, match="lamps"):
        wait_for_turn("lamps")
