"""Write purchases down in bulk: orders, lines, timelines, payments, parcels and stock, as if each had been lived.

Rows agree with each other as those of real orders do: what shipped has left the stock, what is promised is allocated,
what was paid and refunded stands on the order and with its payment.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, IntegerField, Value, When

from catalogue.inventory.models import Allocation, StockMovement, StockRecord
from kernel import clock
from orders.fulfilment.models import LineProgress, Parcel, ParcelLine, Scan
from orders.models import Line, Order, ShippingAddress, TimelineEntry
from orders.payments.models import Refund, Source, SourceType
from shop.demo import purchases as told
from shop.demo.purchases import PROMISED_AFTER, TIME_TO_PAY, Purchase

BATCH = 1000
HOLDING = (told.PENDING, told.PAID)
CARRIERS = (("zhongtong", "784{:011d}"), ("shunfeng", "SF1{:012d}"), ("jd", "JDVA{:011d}"), ("courier", "CC{:010d}"))

#: A parcel's scans: hours after it was shipped, as a share of its way, with the state and the carrier's words.
NODES = (
    (0.06, "collected", "【{city}】快件已揽收"),
    (0.35, "in_transit", "快件已到达【{city}转运中心】"),
    (0.70, "in_transit", "快件已发往【{district}营业点】"),
    (0.92, "out_for_delivery", "快件正在派送中"),
    (1.00, "delivered", "快件已签收，感谢使用"),
)


def keep(purchases: Iterable[Purchase]) -> int:
    """The purchases are in the database; how many they were. Each batch is one transaction."""
    source_type, _ = SourceType.objects.get_or_create(code="stripe", defaults={"name": "Stripe"})
    kept = 0
    for batch in _batches(purchases):
        _keep_batch(batch, source_type)
        kept += len(batch)
    return kept


def _batches(purchases: Iterable[Purchase]) -> Iterator[list[Purchase]]:
    remaining = iter(purchases)
    while batch := list(islice(remaining, BATCH)):
        yield batch


@transaction.atomic
def _keep_batch(batch: Sequence[Purchase], source_type: SourceType) -> None:
    addresses = ShippingAddress.objects.bulk_create([_address(each) for each in batch])
    orders = Order.objects.bulk_create([_order(*each) for each in zip(batch, addresses, strict=True)])
    lives = list(zip(orders, batch, strict=True))
    lines = Line.objects.bulk_create([line for order, life in lives for line in _lines(order, life)])
    TimelineEntry.objects.bulk_create([entry for order, life in lives for entry in _timeline(order, life)])
    _keep_payments(lives, source_type)
    _keep_parcels(lives, lines)
    _keep_stock(lives)


def _address(life: Purchase) -> ShippingAddress:
    place = life.person.destination
    return ShippingAddress(
        first_name=place.name,
        phone_number=place.phone,
        country_id=place.country,
        state=place.province,
        line4=place.city,
        line3=place.district,
        line1=place.street,
        search_text=f"{place.name} {place.street}",
    )


def _order(life: Purchase, address: ShippingAddress) -> Order:
    guest = {} if life.person.user_id else {"guest_email": life.person.email}
    return Order(
        number=life.number,
        user_id=life.person.user_id,
        currency=settings.STORE_CURRENCY,
        total_incl_tax=life.total,
        total_excl_tax=life.total,
        shipping_incl_tax=life.shipping,
        shipping_excl_tax=life.shipping,
        shipping_address=address,
        shipping_method="Standard delivery" if life.person.language == "en" else "标准快递",
        shipping_code="standard",
        status=life.status,
        language=life.person.language,
        visitor_id=life.visitor,
        date_placed=life.placed_at,
        pay_by=life.placed_at + TIME_TO_PAY,
        promised_on=(life.placed_at + PROMISED_AFTER).date(),
        paid_at=life.paid_at,
        cancelled_at=life.cancelled_at,
        shipped_at=life.shipped_at,
        delivered_at=life.delivered_at,
        amount_paid=life.total if life.paid_at else 0,
        amount_refunded=life.refunded,
        **guest,
    )


def _lines(order: Order, life: Purchase) -> Iterator[Line]:
    for sku, quantity in life.picks:
        paid = sku.price * quantity
        yield Line(
            order=order,
            partner_sku=sku.code,
            stockrecord_id=sku.stock_id,
            product_id=sku.product_id,
            title=sku.titles[life.person.language],
            options=sku.options[life.person.language],
            photo=sku.photo,
            quantity=quantity,
            line_price_incl_tax=paid,
            line_price_excl_tax=paid,
            line_price_before_discounts_incl_tax=paid,
            line_price_before_discounts_excl_tax=paid,
            unit_price_incl_tax=sku.price,
            unit_price_excl_tax=sku.price,
            unit_cost=sku.cost,
            num_allocated=0,
        )


def _timeline(order: Order, life: Purchase) -> Iterator[TimelineEntry]:
    in_full = life.refunded == life.total
    entries: tuple[tuple[str, datetime | None, dict[str, Any]], ...] = (
        ("placed", life.placed_at, {}),
        ("paid", life.paid_at, {"amount": str(life.total)}),
        ("cancelled", life.cancelled_at, {"reason": "unpaid"}),
        ("shipped", life.shipped_at, {}),
        ("delivered", life.delivered_at, {}),
        ("refunded", life.refunded_at, {"amount": str(life.refunded), "in_full": in_full}),
    )
    for kind, at, details in entries:
        if at:
            yield TimelineEntry(order=order, kind=kind, happened_at=at, details=details)


def _keep_payments(lives: Sequence[tuple[Order, Purchase]], source_type: SourceType) -> None:
    paid = [(order, life) for order, life in lives if life.paid_at]
    sources = Source.objects.bulk_create(
        [
            Source(
                order=order,
                source_type=source_type,
                currency=order.currency,
                amount_allocated=life.total,
                amount_debited=life.total,
                amount_refunded=life.refunded,
                reference=f"pi_before_{order.number}",
                label="Visa 4242",
                captured_at=life.paid_at,
            )
            for order, life in paid
        ]
    )
    Refund.objects.bulk_create(
        [
            Refund(
                source=source,
                amount=life.refunded,
                reason="returned",
                state=Refund.State.SUCCEEDED,
                stripe_id=f"re_before_{source.reference}",
                requested_at=life.refunded_at,
                settled_at=life.refunded_at,
            )
            for source, (_, life) in zip(sources, paid, strict=True)
            if life.refunded_at
        ]
    )


def _keep_parcels(lives: Sequence[tuple[Order, Purchase]], lines: Sequence[Line]) -> None:
    shipped = {order.pk: life for order, life in lives if life.shipped_at}
    parcels = Parcel.objects.bulk_create([_parcel(order_id, life) for order_id, life in shipped.items()])
    parcel_of = {parcel.order_id: parcel for parcel in parcels}
    gone = [line for line in lines if line.order_id in shipped]
    LineProgress.objects.bulk_create(
        [LineProgress(line=line, order_id=line.order_id, bought=line.quantity, shipped=line.quantity) for line in gone]
    )
    ParcelLine.objects.bulk_create(
        [ParcelLine(parcel=parcel_of[line.order_id], line=line, quantity=line.quantity) for line in gone]
    )
    Scan.objects.bulk_create([scan for parcel in parcels for scan in _scans(parcel, shipped[parcel.order_id])])


def _parcel(order_id: int, life: Purchase) -> Parcel:
    carrier, number = CARRIERS[order_id % len(CARRIERS)]
    return Parcel(
        order_id=order_id,
        carrier=carrier,
        number=number.format(order_id),
        state=Parcel.State.DELIVERED if life.delivered_at else Parcel.State.IN_TRANSIT,
        shipped_at=life.shipped_at,
        delivered_at=life.delivered_at,
    )


def _scans(parcel: Parcel, life: Purchase) -> Iterator[Scan]:
    place = life.person.destination
    way = life.delivered_at - parcel.shipped_at if life.delivered_at else timedelta(hours=60)
    for share, state, words in NODES if life.delivered_at else NODES[:2]:
        happened_at = parcel.shipped_at + way * share
        if happened_at > clock.now():
            return
        text = words.format(city=place.province if place.city == "市辖区" else place.city, district=place.district)
        yield Scan(parcel=parcel, happened_at=happened_at, state=state, text=text)


def _keep_stock(lives: Sequence[tuple[Order, Purchase]]) -> None:
    """What left has come in before, so the shelves stay as full as they were; what is promised is held."""
    gone, held = Counter[int](), Counter[int]()
    for _, life in lives:
        if life.shipped_at or life.status in HOLDING:
            gone.update({sku.stock_id: quantity for sku, quantity in life.picks})
        if life.status in HOLDING:
            held.update({sku.stock_id: quantity for sku, quantity in life.picks})
    received = min((life.placed_at for _, life in lives), default=None)
    StockMovement.objects.bulk_create(
        [StockMovement(stock_id=pk, change=n, cause="received", moved_at=received) for pk, n in sorted(gone.items())]
    )
    StockMovement.objects.bulk_create([movement for order, life in lives for movement in _shipped(order, life)])
    Allocation.objects.bulk_create(
        [
            Allocation(reference=order.number, stock_id=sku.stock_id, quantity=quantity)
            for order, life in lives
            if life.status in HOLDING
            for sku, quantity in life.picks
        ]
    )
    _hold(held)


def _shipped(order: Order, life: Purchase) -> Iterator[StockMovement]:
    if life.shipped_at:
        for sku, quantity in life.picks:
            yield StockMovement(
                stock_id=sku.stock_id,
                change=-quantity,
                cause=StockMovement.Cause.SHIPPED,
                reference=order.number,
                moved_at=life.shipped_at,
            )


def _hold(held: Counter[int]) -> None:
    more = Case(*(When(pk=pk, then=Value(n)) for pk, n in held.items()), output_field=IntegerField())
    if held:
        StockRecord.objects.filter(pk__in=held).update(num_allocated=F("num_allocated") + more)


def begin(at: datetime) -> None:
    """The shelves were filled at that moment, and not when the demo was made: what never sold has stood there since."""
    StockMovement.objects.filter(cause=StockMovement.Cause.RECEIVED, moved_at__gt=at, reference="").exclude(
        note=""
    ).update(moved_at=at)
    StockRecord.objects.update(date_created=at)


def count_sales() -> None:
    """Every product knows how many pieces of it and its variants were paid for."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_SALES)


_COUNT_SALES = """
UPDATE catalogue_product SET sold_count = sold.pieces
FROM (SELECT coalesce(product.parent_id, product.id) AS shown, sum(line.quantity) AS pieces
      FROM order_line line
      JOIN order_order ON order_order.id = line.order_id AND order_order.paid_at IS NOT NULL
      JOIN catalogue_product product ON product.id = line.product_id
      GROUP BY 1) AS sold
WHERE catalogue_product.id = sold.shown
"""
