"""What can happen to orders: each step is a command of the shop, and is offered while there is something for it."""

from collections import defaultdict
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from catalogue.inventory.models import StockRecord
from catalogue.inventory.services import NotEnoughStock
from kernel import clock
from kernel.lifecycle import IllegalMove
from kernel.outbox import deliver_due
from membership.points import services as points
from orders import expiry
from orders import services as orders
from orders.aftersales import policy
from orders.aftersales import services as aftersales
from orders.aftersales.models import Return
from orders.basket.services import CodeRefused
from orders.checkout import drops
from orders.checkout import services as checkout
from orders.fulfilment import services as fulfilment
from orders.fulfilment.adapters.report import ScanReport
from orders.fulfilment.models import LineProgress, Parcel
from orders.fulfilment.services.tracks import follow
from orders.invoices import services as invoices
from orders.models import Order
from orders.payments import services as payments
from orders.payments.models import Refund, Source
from orders.payments.services.arriving import move
from promotions.coupons.services import CouponUsedUp
from promotions.services import OfferUsedUp
from tests.orders.aftersales.factories import a_request, approve
from tests.orders.histories.shop import payment_for

BY = "li@shop.example"
REFUSALS = (
    aftersales.AftersalesRefused,
    checkout.NothingToBuy,
    checkout.StockChanged,
    CodeRefused,
    CouponUsedUp,
    IllegalMove,
    invoices.NothingToInvoice,
    NotEnoughStock,
    OfferUsedUp,
    payments.NothingToSendAgain,
    payments.RefundExceedsPayment,
)
S = Order.Status
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Life:
    """``pick`` chooses one of several; whatever the shop refuses leaves nothing behind."""

    def __init__(self, shop, clock_hands, pick):
        self.shop, self.clock_hands, self.pick = shop, clock_hands, pick

    def go_on(self):
        """One more step that there is somebody for, and everybody hears of it."""
        self.clock_hands.shift(MINUTE)
        there_is = things()
        about = {step: [each for kind in kinds for each in there_is[kind]] for step, kinds in self.steps.items()}
        step = self.pick([step for step, found in about.items() if found])
        with suppress(*REFUSALS), transaction.atomic():
            step(self, self.pick(about[step]))
        deliver_due()

    def place(self, how):
        first, second = self.shop.goods
        pieces = self.pick(({first: 1}, {first: 3}, {first: 2, second: 2}))
        self.shop.place(pieces, with_code=how == "coupon", paying_with=self.pick((0, 700, 9_000)))

    def pay(self, order):
        """In time, or after the order was cancelled."""
        payments.settle(payment=payment_for(order))

    def cancel(self, order):
        orders.cancel(order=order, reason="shopper")

    def reprice(self, order):
        """The price moves, and whoever is about to pay asks again what it costs."""
        first = self.shop.goods[0]
        StockRecord.objects.filter(pk=first.pk).update(price=self.pick((Decimal(50), Decimal(69), Decimal(80))))
        if make_cheaper := drops.fallen_price_of(order):
            make_cheaper()

    def ship(self, order):
        """All that is left of it, or one piece of the first line."""
        some = {order.lines.order_by("pk").first().pk: 1} if self.pick((False, False, True)) else None
        with suppress(fulfilment.NoPiecesLeft):
            ship(order, some)

    def arrive(self, parcel):
        arrive(parcel)

    def ask(self, order):
        kind = self.pick(list(policy.REASONS))
        line = self.pick(list(order.lines.order_by("pk")))
        swaps = {line.pk: next(stock.pk for stock in self.shop.goods if stock.pk != line.stockrecord_id)}
        reason, quantity = self.pick(policy.REASONS[kind]), self.pick(range(1, line.quantity + 1))
        a_request(order, line, quantity=quantity, kind=kind, reason=reason, swaps=swaps)

    def ask_again(self, exchange):
        """About a piece that was exchanged, whether it has arrived or not."""
        each, kind = exchange.lines.get(), self.pick(list(policy.REASONS))
        swaps = {each.line_id: next(stock.pk for stock in self.shop.goods if stock.pk != each.swap_for_id)}
        wish = {"kind": kind, "reason": self.pick(policy.REASONS[kind]), "swaps": swaps, "exchange": exchange}
        a_request(exchange.order, each.line, quantity=self.pick(range(1, each.quantity + 1)), **wish)

    def answer(self, request):
        match self.pick(("yes", "yes", "yes", "no", "what?")):
            case "yes":
                approve(request, by=BY)
            case "no":
                aftersales.reject(request=request, words="No.", by=BY)
            case _:
                aftersales.ask(request=request, question="Which one?", by=BY)

    def reply(self, request):
        aftersales.reply(request=request, text="The left one.")

    def send_back(self, request):
        aftersales.send_back(request=request, sent_with="YTO 1")

    def receive(self, request):
        """All of it, or some pieces are missing."""
        some = {each.line_id: self.pick(range(each.quantity + 1)) for each in request.lines.all()}
        aftersales.receive(request=request, came=self.pick(({}, {}, some)), by=BY)

    def inspect(self, request):
        fit = {each.line_id: self.pick(range(each.quantity + 1)) for each in request.lines.all()}
        aftersales.inspect(request=request, sellable=fit, by=BY)

    def settle(self, request):
        settle(request)

    def withdraw(self, request):
        aftersales.withdraw(request=request)

    def bank(self, refund):
        """Yes, no, or no after it had looked like yes."""
        move(refund, self.pick((Refund.State.SUCCEEDED, Refund.State.FAILED)))

    def send_again(self, refund):
        """Of a payment that nobody wanted."""
        payments.give_back_again(refund=refund, by=BY)

    def refund_by_hand(self, order):
        left = order.amount_paid - order.amount_refunded
        payments.refund(order=order, amount=self.pick((Decimal("5.00"), left)), reason="sorry", by=BY)

    def invoice(self, order):
        invoices.ask_for_invoice(order=order, buyer="personal", title="Lin")

    def wait(self, span):
        self.clock_hands.shift(span)
        let_time_do_its_work()

    steps = {
        place: ("way",),
        pay: ("pending", "cancelled"),
        cancel: ("pending",),
        reprice: ("pending",),
        ship: ("paid", "shipped"),
        arrive: ("parcel",),
        ask: ("shipped", "delivered"),
        ask_again: ("return exchanged",),
        answer: ("return requested",),
        reply: ("return questioned",),
        send_back: ("return approved",),
        receive: ("return approved", "return sent_back"),
        inspect: ("return received",),
        settle: ("return inspected", "return approved", "return refund_failed"),
        withdraw: ("return requested", "return questioned", "return approved"),
        bank: ("refund requested", "refund sent", "refund succeeded"),
        send_again: ("refund failed",),
        refund_by_hand: ("paid", "shipped", "delivered"),
        invoice: ("paid", "shipped", "delivered"),
        wait: ("span",),
    }

    def come_to_an_end(self):
        """Whatever is open is completed: orders paid and delivered, requests answered, money sent."""
        for order in Order.objects.filter(status=S.PENDING).order_by("pk"):
            payments.settle(payment=payment_for(order))
        deliver_due()
        for order in Order.objects.filter(status__in=(S.PAID, S.SHIPPED)).order_by("pk"):
            bring_to_the_door(order)
        deliver_due()
        for request in Return.objects.filter(closed_at=None).select_related("order").order_by("pk"):
            bring_to_its_end(request)
        send_money()
        deliver_due()
        self.clock_hands.shift(40 * DAY)
        let_time_do_its_work()
        deliver_due()


def things():
    """What something can happen to, by what it is: orders by status, requests and refunds by state."""
    found = defaultdict(list, way=["plain", "coupon"], span=[31 * MINUTE, 8 * DAY, 16 * DAY, 400 * DAY])
    for order in Order.objects.order_by("pk"):
        found[order.status].append(order)
    for request in Return.objects.select_related("order").order_by("pk"):
        found[f"return {request.state}"].append(request)
    for refund in Refund.objects.select_related("source__order").order_by("requested_at", "source"):
        found[f"refund {refund.state}"].append(refund)
    found["parcel"] = list(Parcel.objects.filter(delivered_at=None).select_related("order").order_by("pk"))
    return found


def let_time_do_its_work():
    """What beat does all day."""
    expiry.remind_unpaid()
    expiry.close_unpaid()
    aftersales.close_windows()
    points.expire_lots()


def ship(order, pieces=None):
    number = f"YT{Parcel.objects.count() + 1:013d}"
    fulfilment.ship_parcel(order=order, carrier="yuantong", number=number, pieces=pieces, by=BY)


@transaction.atomic
def arrive(parcel):
    orders.lock(parcel.order)
    follow(parcel, [ScanReport(clock.now(), "delivered", "已签收")])


def bring_to_the_door(order):
    if order.status == S.PAID or any(each.shipped < each.bought for each in LineProgress.objects.filter(order=order)):
        ship(order)
    for parcel in Parcel.objects.filter(order=order, delivered_at=None).select_related("order"):
        arrive(parcel)


def exchange(order, for_):
    """A piece of its first line is on its way as another variant."""
    line = order.lines.order_by("pk").first()
    bring_to_its_end(a_request(order, line, kind="exchange", reason="wrong_size", swaps={line.pk: for_.pk}))


def settle(request):
    if request.state == "refund_failed":
        aftersales.refund_again(request=request, by=BY)
    elif request.kind == "exchange":
        number = f"YT{Parcel.objects.count() + 1:013d}"
        aftersales.ship_replacement(request=request, carrier="yuantong", number=number, by=BY)
    else:
        aftersales.refund(request=request, by=BY)


def bring_to_its_end(request):
    if request.state in ("requested", "questioned"):
        try:
            approve(request, by=BY)
        except aftersales.VariantSoldOut:
            aftersales.reject(request=request, words="Sold out.", by=BY)
    if request.state in ("approved", "sent_back") and request.sends_goods_back:
        aftersales.receive(request=request, by=BY)
    if request.state == "received":
        fit = {each.line_id: each.quantity for each in request.lines.all()}
        aftersales.inspect(request=request, sellable=fit, by=BY)
    if request.state in ("approved", "inspected", "refund_failed"):
        settle(request)


def send_money():
    """The bank takes it; what came back of a payment nobody wanted is sent again."""
    for source in Source.objects.filter(paid_the_order=False, amount_refunded=0).order_by("pk"):
        payments.give_back_again(refund=source.refunds.filter(state="failed").first(), by=BY)
    for refund in Refund.objects.filter(state__in=("requested", "sent")).order_by("pk"):
        move(refund, Refund.State.SUCCEEDED)
