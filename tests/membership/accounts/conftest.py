import pytest

from kernel import clock
from orders.models import Order


@pytest.fixture
def guest_order():
    numbers = iter(range(10))

    def place(email: str) -> Order:
        return Order.objects.create(
            number=f"TEST-{next(numbers)}",
            guest_email=email,
            total_incl_tax="10.00",
            total_excl_tax="10.00",
            date_placed=clock.now(),
        )

    return place
