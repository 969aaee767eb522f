"""Slots that rooms above payments plug into."""

from collections.abc import Callable

from kernel.ports import Port
from orders.models import Order

#: Asked before an order is sent to its hosted page: what makes it cheaper where prices have fallen since it was
#: placed, or None. What it answers is called once no page at the earlier price can be paid any more.
FALLEN_PRICES: Port[Callable[[Order], Callable[[], None] | None]] = Port()
