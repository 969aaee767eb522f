"""A price that fell between placing and paying is passed on; one that rose is not: the shopper agreed to less."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.utils import translation

from catalogue.pricing.queries import prices_of
from kernel import clock
from membership.points.queries import most_of_an_order
from orders import queries as orders
from orders import services as order_services
from orders.basket.queries import Contact, Quote, buyer_of, items_of, quote, reasons_of
from orders.checkout import services
from orders.checkout.snapshot import snapshot_of
from orders.checkout.writing import money_of, totals_of, write_discounts
from orders.loyalty import services as loyalty
from orders.models import Line, LineDiscount, Order
from orders.payments.ports import FALLEN_PRICES
from orders.payments.queries import open_session_of
from promotions import services as promotions
from promotions.coupons import services as coupons
from promotions.queries import most_off, rules_without

#: Who goes straight on to pay is not asked twice what it costs.
STILL_FRESH = timedelta(minutes=1)


@FALLEN_PRICES.plug("checkout")
def fallen_price_of(order: Order) -> Callable[[], None] | None:
    """What makes the order cheaper, if today's prices do; no query for one that was placed just now."""
    if order.status != Order.Status.PENDING or clock.now() - order.date_placed < STILL_FRESH or not order.snapshot:
        return None
    with translation.override(order.language):
        quoted = _quote_of_today(order)
        return partial(_make_cheaper, order, quoted) if quoted and _is_lower(quoted, order) else None


def _quote_of_today(order: Order) -> Quote | None:
    """The same goods under today's prices and offers, with delivery, coupon and points as agreed; None where not all
    of it is for sale. What the order itself uses of limited offers is not in its own way."""
    lines = _lines_of(order)
    prices = prices_of([line.stockrecord for line in lines if line.stockrecord])
    if any(line.product is None or line.stockrecord_id not in prices for line in lines):
        return None
    discounts = list(order.discounts.all())
    codes = {each.voucher_id: each.voucher_code for each in discounts if each.voucher_id}
    rules = rules_without(order.number, clock.now(), codes)
    return quote(
        items_of([_piece(line, prices[line.stockrecord_id].now) for line in lines]),
        rules,
        order.shipping_incl_tax + sum(each.amount for each in discounts if each.is_shipping_discount),
        points=order.points_spent,
        most_off=most_off(),
        most_by_points=most_of_an_order(),
        buyer=buyer_of(_contact(order), rules, but_by=order.number),
        gifts_free={gift["stock"]: gift["pieces"] for gift in order.snapshot["gifts"]},
    )


def _piece(line: Line, price: Decimal) -> tuple[int, bool, int, Decimal, int]:
    shown = line.product.parent or line.product
    return line.product_id, shown.is_discountable, line.stockrecord_id, price, line.quantity


def _lines_of(order: Order) -> list[Line]:
    bought = order.lines.filter(gift_of=None).order_by("pk")
    return list(bought.select_related("stockrecord", "product__parent"))


def _contact(order: Order) -> Contact:
    address = order.shipping_address
    return Contact(order.user_id, order.guest_email, str(address.phone_number) if address else "")


def _is_lower(quoted: Quote, order: Order) -> bool:
    """Cheaper, with the same gifts: what was promised along is not taken away for it."""
    gifts = [{"stock": gift.stock_id, "pieces": gift.pieces, "of": gift.of} for gift in quoted.gifts]
    return 0 < quoted.total < order.total_incl_tax and gifts == order.snapshot["gifts"]


def _make_cheaper(order: Order, quoted: Quote) -> None:
    """The order costs what was quoted; where a discount in it was used up meanwhile, the agreed price stands."""
    try:
        _take_over(order, quoted)
    except (coupons.CouponUsedUp, promotions.OfferUsedUp):
        order.refresh_from_db()


@transaction.atomic
def _take_over(order: Order, quoted: Quote) -> None:
    order_services.lock(order)
    if order.status != Order.Status.PENDING or open_session_of(order) or not _is_lower(quoted, order):
        return
    before, points = order.total_incl_tax, order.points_spent
    coupons.give_back(order=order)
    promotions.give_back_use(order_number=order.number, for_good=True)
    _rewrite(order, quoted)
    services.redeem(order, quoted, names=_contact(order).names)
    loyalty.return_unused_points(order=order, unused=points - order.points_spent)
    order_services.tell(order=order, kind="price_fell", details={"before": str(before), "now": str(quoted.total)})


def _rewrite(order: Order, quoted: Quote) -> None:
    """Lines, discounts, totals and snapshot tell the new price; which pieces are promised does not change."""
    lines, snapshot = _lines_of(order), snapshot_of(quoted, reasons_of(quoted))
    LineDiscount.objects.filter(line__order=order).delete()
    order.discounts.all().delete()
    for line, each in zip(lines, quoted.lines, strict=True):
        Line.objects.filter(pk=line.pk).update(**money_of(each))
    write_discounts(order, lines, quoted)
    told = {"snapshot": snapshot, "snapshot_hash": orders.hash_of(snapshot)}
    Order.objects.filter(pk=order.pk).update(**totals_of(quoted), **told)
    order.refresh_from_db()
