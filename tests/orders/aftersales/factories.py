"""Orders that arrived, and what shoppers ask for afterwards."""

from datetime import timedelta
from itertools import count

from kernel import clock
from orders import services as orders
from orders.aftersales import services
from orders.aftersales.models import Return
from orders.aftersales.policy import CHANGED_MIND, RETURN
from orders.models import Line, LineDiscount, Order
from orders.payments.models import Source, SourceType
from tests.orders.factories import an_order

SEND_TO = "青窑售后 0571 8800 0000\n浙江省杭州市余杭区玉鸟路 18 号"

_forms = count(1)


def a_delivered_order(*stocks, quantity=2, days_ago=0, user=None, **fields) -> Order:
    """Paid, captured, shipped and delivered that many days ago."""
    order = an_order(*stocks, quantity=quantity, user=user, **fields)
    return deliver(order, days_ago=days_ago)


def deliver(order, days_ago=0) -> Order:
    at = clock.now() - timedelta(days=days_ago)
    total = order.total_incl_tax
    orders.mark_paid(order=order, amount=total, at=at)
    if total:
        capture(order)
    orders.mark_shipped(order=order, at=at)
    orders.mark_delivered(order=order, at=at)
    return order


def capture(order) -> Source:
    kind, _ = SourceType.objects.get_or_create(code="stripe", defaults={"name": "Stripe"})
    return Source.objects.create(
        order=order,
        source_type=kind,
        currency="CNY",
        amount_debited=order.total_incl_tax,
        reference=f"pi_{order.number}",
    )


def take_off(line: Line, **lanes) -> None:
    """The line costs less by these amounts, by lane; so does its order."""
    for lane, amount in lanes.items():
        LineDiscount.objects.create(line=line, lane=lane, name=f"{lane} offer", amount=amount)
        line.line_price_incl_tax -= amount
        line.order.total_incl_tax -= amount
    line.save()
    line.order.save()


def a_wish(*lines, quantity=1, kind=RETURN, reason=CHANGED_MIND, **more) -> services.Wish:
    return services.Wish(kind=kind, reason=reason, pieces={line.pk: quantity for line in lines}, **more)


def a_request(order, *lines, quantity=1, **wish) -> Return:
    """Asked for a moment ago: a piece of each line, or of the order's first."""
    lines = lines or (order.lines.first(),)
    return services.request_return(
        order=order, wish=a_wish(*lines, quantity=quantity, **wish), form_key=f"form-{next(_forms)}"
    )


def approve(request, by="li@shop.example", **said) -> None:
    """The goods go to an address of the merchant's."""
    services.approve(request=request, by=by, **{"send_to": SEND_TO, **said})


def bring_to_inspection(request, by="wang@shop.example", sellable=None) -> Return:
    """Approved, back in the house and looked at; all of it fit for sale where nothing else is said."""
    approve(request, by=by)
    services.receive(request=request, by=by)
    fit = {each.line_id: each.quantity if sellable is None else sellable for each in request.lines.all()}
    services.inspect(request=request, sellable=fit, by=by)
    return request
