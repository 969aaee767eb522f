"""What a return is worth, as it stands now."""

from collections.abc import Mapping

from django.db.models import Sum

from kernel.money import ZERO
from orders.aftersales import policy, terms
from orders.aftersales.explanation import read
from orders.aftersales.models import LineReturns, Return
from orders.aftersales.policy import Bought, Settlement, Share
from orders.models import Line, Order
from orders.payments.queries import refundable
from promotions.models import Lane


def settlement_of(request: Return) -> Settlement:
    """What the shopper gets back and why: as it was settled, or as it would be now. Six queries."""
    if request.explanation:
        return read(request.explanation)
    order, coming = request.order, {each.line_id: each.quantity for each in request.lines.all()}
    bought = _bought(order, coming)
    keeps_nothing = all(line.is_all_back for line in bought)
    charge = policy.delivery_back(
        order.shipping_incl_tax,
        rule=terms.delivery_rule(),
        is_our_fault=request.is_our_fault,
        keeps_nothing=keeps_nothing,
        already=_delivery_back_of(order),
    )
    return policy.settlement(bought, delivery=charge, refundable=refundable(order), points_spent=order.points_spent)


def used_a_coupon(order: Order) -> bool:
    return order.discounts.exclude(voucher_code="").exists()


def _bought(order: Order, coming: Mapping[int, int]) -> list[Bought]:
    lines = list(order.lines.order_by("pk").prefetch_related("shares"))
    before = dict(LineReturns.objects.filter(line__in=lines).values_list("pk", "refunded"))
    return [_line(line, before.get(line.pk, 0), coming.get(line.pk, 0)) for line in lines]


def _line(line: Line, before: int, coming: int) -> Bought:
    return Bought(
        line_id=line.pk,
        pieces=line.quantity,
        goods=line.line_price_before_discounts_incl_tax,
        paid=line.line_price_incl_tax,
        before=before,
        coming=coming,
        shares=tuple(Share(each.lane, each.name, each.amount) for each in line.shares.all()),
        points=sum((each.amount for each in line.shares.all() if each.lane == Lane.POINTS), ZERO),
    )


def _delivery_back_of(order: Order):
    return order.returns.aggregate(sum=Sum("delivery_back"))["sum"] or ZERO
