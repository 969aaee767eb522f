"""What has to hold at any moment, added up anew from what was bought, sent and asked."""

from collections import Counter
from decimal import Decimal

from django.db.models import F, Sum

from catalogue.inventory.models import Allocation, StockMovement, StockRecord
from kernel.models import OutboxMessage
from kernel.money import ZERO
from membership.points.models import Lot
from membership.points.queries import imbalances, spent_with
from orders.aftersales.models import LineReturns, Return, ReturnLine
from orders.aftersales.policy import worth_of_pieces
from orders.aftersales.queries import settlement_of
from orders.invoices.models import Invoice
from orders.models import Line, Order
from orders.payments.models import Refund, Source
from orders.queries import hash_of_rows
from promotions.coupons.models import Coupon, VoucherApplication
from promotions.models import Promotion, PromotionUse
from tests.orders.histories.shop import CODE

S = Order.Status
SETTLED = ("refunding", "refunded", "refund_failed")
PROMISED = ("approved", "sent_back", "received", "inspected")


def balance(shop):
    """Money, stock, coupons, promotions and points are what the orders say, and everybody has heard of them."""
    known = list(Order.objects.order_by("pk"))
    for order in known:
        assert order.snapshot_hash == hash_of_rows(order)
        money_balances(order)
        points_balance(order)
        invoices_balance(order)
    stock_balances(shop)
    coupons_balance(shop, known)
    promotions_balance(shop, [order for order in known if order.status != S.CANCELLED])
    assert imbalances() == []
    assert not Lot.objects.filter(remaining__lt=0).exists()
    assert not OutboxMessage.objects.filter(heard_at=None).exists()


def added_up(rows, field) -> Decimal:
    return rows.aggregate(sum=Sum(field))["sum"] or ZERO


def money_balances(order):
    """Each payment has sent back what its refunds say, never more than it brought; returns what their pieces cost."""
    for source in Source.objects.filter(order=order):
        assert source.amount_refunded == added_up(source.refunds.exclude(state="failed"), "amount")
        assert source.amount_refunded <= source.amount_debited
    paying = Refund.objects.filter(source__order=order, source__paid_the_order=True)
    arrived = added_up(paying.filter(state="succeeded"), "amount")
    assert arrived <= order.amount_refunded <= order.amount_paid
    if not paying.filter(state="failed").exists():
        assert arrived == order.amount_refunded
    settled = list(Return.objects.filter(order=order, state__in=SETTLED).select_related("order"))
    held_back = sum((settlement_of(each).refunded_before for each in settled), ZERO)
    assert sum((each.money_back for each in settled), held_back) == worth_given_back(order, settled)
    assert {each.refund_id for each in settled if each.money_back} <= set(paying.values_list("pk", flat=True))


def worth_given_back(order, settled):
    """What the settled pieces were paid with, and the delivery that goes back with them."""
    goods = [
        worth_of_pieces(each.line.line_price_incl_tax, each.line.quantity, before=0, coming=each.refunded)
        for each in LineReturns.objects.filter(line__order=order).select_related("line")
    ]
    return sum(goods, ZERO) + sum((each.delivery_back for each in settled), ZERO)


def points_balance(order):
    """An order has spent its points while it lives, less what its returns gave back."""
    spent = spent_with(f"spend:{order.number}")
    if order.status in (S.CANCELLED, S.REFUNDED):
        assert spent == 0
    else:
        assert spent == order.points_spent - (order.returns.aggregate(sum=Sum("points_back"))["sum"] or 0)


def invoices_balance(order):
    issued = Invoice.objects.filter(order=order)
    assert not issued or added_up(issued, "amount") == order.amount_paid - order.amount_refunded


def pieces(rows, of="stockrecord_id", count="quantity") -> Counter:
    """What the rows are about → how many pieces."""
    counted = Counter()
    for key, quantity in rows.values_list(of, count):
        counted[key] += quantity
    return counted


def stock_balances(shop):
    """Promised is what waits to be sent; on hand is what was there, less what left, and what came back fit for sale."""
    waiting = Line.objects.filter(order__status__in=(S.PENDING, S.PAID))
    swaps = ReturnLine.objects.exclude(swap_for=None)
    promised = pieces(waiting) + pieces(swaps.filter(request__state__in=PROMISED), "swap_for_id")
    assert pieces(Allocation.objects, "stock_id") == promised
    left = pieces(Line.objects.exclude(order__shipped_at=None))
    left += pieces(swaps.filter(request__state="exchanged"), "swap_for_id")
    came = Counter()
    back = ReturnLine.objects.filter(request__state__in=(*SETTLED, "exchanged"))
    for each in back.select_related("line", "brought_by"):
        came[each.stock_id] += each.sellable
    for stock in StockRecord.objects.filter(pk__in=shop.on_hand):
        moved = StockMovement.objects.filter(stock=stock).aggregate(sum=Sum("change"))["sum"]
        assert stock.num_in_stock == moved == shop.on_hand[stock.pk] - left[stock.pk] + came[stock.pk]
        assert stock.num_allocated == promised[stock.pk] <= stock.num_in_stock
    claims_balance()


def claims_balance():
    """Each piece bought or brought is claimed by one request that has not come to nothing, or by none."""
    asked = ReturnLine.objects.exclude(request__state__in=("rejected", "withdrawn"))
    assert pieces(LineReturns.objects, "pk", "claimed") == pieces(asked.filter(brought_by=None), "line_id")
    assert pieces(ReturnLine.objects, "pk", "asked_again") == pieces(asked.exclude(brought_by=None), "brought_by_id")
    assert not LineReturns.objects.filter(claimed__gt=F("bought")).exists()
    assert not ReturnLine.objects.filter(asked_again__gt=F("quantity")).exists()


def coupons_balance(shop, known):
    """A coupon is used by orders that live and keep something, by each once."""
    used_by = VoucherApplication.objects.filter(given_back_at=None).values_list("order_id", flat=True)
    given_back = set(Return.objects.filter(coupon_back=True).values_list("order_id", flat=True))
    with_code = set(Order.objects.filter(discounts__voucher_code=CODE).values_list("pk", flat=True))
    alive = {order.pk for order in known if order.status not in (S.CANCELLED, S.REFUNDED)}
    assert sorted(used_by) == sorted(with_code & alive - given_back)
    assert Coupon.objects.get(pk=shop.coupon.pk).taken == len(used_by) <= 3


def promotions_balance(shop, alive):
    """A promotion has been used by the orders that were not cancelled, within its limits."""
    for promotion in Promotion.objects.filter(pk__in=(shop.discount.pk, shop.giving.pk)):
        offer = promotion.offers.get()
        uses = PromotionUse.objects.filter(promotion=promotion, given_back_at=None)
        if promotion == shop.giving:
            theirs = {order.number for order in alive if order.lines.exclude(gift_of=None).exists()}
        else:
            theirs = {order.number for order in alive if order.discounts.filter(offer_id=offer.pk).exists()}
        assert sorted(uses.values_list("order_number", flat=True)) == sorted(theirs)
        assert promotion.used == uses.count() == offer.num_orders <= promotion.most_uses
        taken_off = sum((each.amount for order in alive for each in order.discounts.filter(offer_id=offer.pk)), ZERO)
        assert promotion.spent == offer.total_discount == taken_off <= (promotion.budget or taken_off)
