"""Lists sort by what sold, and what came back was not sold."""

from collections import Counter

from django.db.models import F, Sum

from catalogue.services import record_sales
from kernel.receipts import taking_in
from orders.aftersales.models import Return, ReturnLine
from orders.models import Line

S = Return.State

#: The money of these is on its way back or has arrived, or will be sent again.
SETTLED = (S.REFUNDING, S.REFUNDED, S.REFUND_FAILED)


def uncount_returned(*, return_id: int) -> None:
    """The pieces that came back with this return no longer count as sold; saying it twice changes nothing."""
    with taking_in("unsold", f"return {return_id}") as is_first:
        if is_first:
            _uncount(_came_back(request=return_id))


def uncount_order(*, order_id: int) -> None:
    """Nothing of an order that was paid back whole counts as sold; saying it twice changes nothing."""
    with taking_in("unsold", f"order {order_id}") as is_first:
        if is_first:
            bought = Line.objects.filter(order=order_id, product__isnull=False).order_by()
            pieces = Counter(dict(bought.values_list("product").annotate(pieces=Sum("quantity"))))
            _uncount(pieces - _came_back(request__order=order_id, request__state__in=SETTLED))


def _came_back(**which: object) -> Counter[int]:
    lines = ReturnLine.objects.filter(**which, request__kind=Return.Kind.RETURN, line__product__isnull=False)
    came = lines.order_by().values_list("line__product").annotate(pieces=Sum(F("sellable") + F("broken")))
    return Counter(dict(came))


def _uncount(pieces: Counter[int]) -> None:
    record_sales(pieces={product_id: -count for product_id, count in pieces.items() if count})
