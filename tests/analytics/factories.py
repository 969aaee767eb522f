"""Orders and events with a past, written straight to the tables."""

from datetime import datetime
from decimal import Decimal
from itertools import count
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from analytics.capture import services
from analytics.capture.models import Event
from kernel import clock
from orders.models import Line, Order
from orders.payments.models import Refund, Source, SourceType
from tests.orders.factories import a_stock

SHANGHAI = ZoneInfo("Asia/Shanghai")
_sequence = count(1)


def at(day: str, time: str = "12:00") -> datetime:
    """An instant by the clock of the store."""
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=SHANGHAI)


def visitor(number: int) -> UUID:
    return UUID(int=number)


def seen(who: int | None, *moments: datetime, kind: str = "page_view", **fields) -> list[Event]:
    """Events of one visitor, kept."""
    events = [
        Event(id=uuid4(), at=moment, kind=kind, visitor_id=None if who is None else visitor(who), page="home", **fields)
        for moment in moments
    ]
    services.keep(events)
    return events


def sold(
    placed: datetime, paid: datetime | None = None, *, total="100.00", cost="40.00", pieces=2, who: int = 0, **fields
) -> Order:
    """An order of ``pieces`` of one thing, paid where ``paid`` says when; its days are marked, as facts would do."""
    moments = filter(None, [placed, paid, fields.get("delivered_at")])
    services.mark_changed(clock.store_day(moment) for moment in moments)
    order = Order.objects.create(
        **{
            "number": f"T{next(_sequence):011}",
            "currency": "CNY",
            "total_incl_tax": Decimal(total),
            "total_excl_tax": Decimal(total),
            "date_placed": placed,
            "paid_at": paid,
            "amount_paid": Decimal(total) if paid else Decimal(0),
            "status": Order.Status.PAID if paid else Order.Status.PENDING,
            "guest_email": "guest@example.com",
            "visitor_id": visitor(who).hex if who else "",
            **fields,
        }
    )
    total_price = Decimal(total)
    amounts = {f"line_price_{kind}": total_price for kind in ("incl_tax", "excl_tax")}
    amounts |= {f"line_price_before_discounts_{kind}": total_price for kind in ("incl_tax", "excl_tax")}
    stock = _stock()
    Line.objects.create(
        order=order,
        product=stock.product,
        stockrecord=stock,
        title="Thing",
        partner_sku=stock.partner_sku,
        quantity=pieces,
        num_allocated=0,
        unit_cost=Decimal(cost) if cost else None,
        **amounts,
    )
    return order


def refunded(order: Order, amount: str, when: datetime, *, state=Refund.State.SUCCEEDED, too_late=False) -> None:
    """A refund of what paid the order, or of money that came too late to pay it."""
    services.mark_changed([clock.store_day(when)])
    kind, _ = SourceType.objects.get_or_create(code="stripe", defaults={"name": "Stripe"})
    source, _ = Source.objects.get_or_create(
        order=order,
        source_type=kind,
        reference=f"{order.number}{too_late}",
        defaults={"amount_debited": Decimal("9999.00"), "paid_the_order": not too_late},
    )
    Refund.objects.create(source=source, amount=Decimal(amount), state=state, settled_at=when)


def _stock():
    from catalogue.inventory.models import StockRecord

    return StockRecord.objects.first() or a_stock()
