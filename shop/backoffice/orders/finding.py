"""Finding orders by what a merchant has at hand: a number, a name, the end of a telephone number, a SKU, a waybill.

Each way is a lookup that an index answers (fulfilment's migration 0002); together they are one statement.
"""

from collections.abc import Iterator

from django.db.models import CharField, QuerySet
from django.db.models.functions import Reverse

from orders.fulfilment.carriers import spelled
from orders.models import Order
from orders.numbers import as_written

MOST = 1000
SHORTEST_PHONE_ENDING = 4


def matching(words: str) -> list[int]:
    """The keys of at most a thousand orders that ``words`` may mean, in one query; none for no words."""
    first, *others = _ways(words.strip())
    return list(first.union(*others).values_list("pk", flat=True)[:MOST])


def _ways(words: str) -> Iterator[QuerySet[Order]]:
    orders = Order.objects.order_by()
    yield orders.filter(number__startswith=words.upper())
    yield orders.filter(number=as_written(words))
    yield orders.filter(lines__partner_sku__startswith=words)
    yield orders.filter(lines__partner_sku__startswith=words.upper())
    yield orders.filter(parcels__number__startswith=spelled(words))
    if "@" in words:
        yield orders.filter(guest_email__iexact=words)
        yield orders.filter(user__email__iexact=words)
        return
    yield orders.filter(shipping_address__first_name__istartswith=words)
    yield orders.filter(shipping_address__last_name__istartswith=words)
    digits = "".join(character for character in words if character.isdecimal())
    if len(digits) >= SHORTEST_PHONE_ENDING:
        backwards = Reverse("shipping_address__phone_number", output_field=CharField())
        yield orders.alias(backwards=backwards).filter(backwards__startswith=digits[::-1])
