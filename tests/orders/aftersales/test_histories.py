"""Random histories of order, pay, ship, return, exchange, refund and cancel, through the real commands.

After each step money, stock and points balance; at the end of each, whatever is still open can be brought to its end.
"""

from decimal import Decimal
from random import Random

import pytest
from django.db import transaction
from django.db.models import F, Sum
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from catalogue.inventory.models import StockMovement, StockRecord
from kernel.lifecycle import IllegalMove
from kernel.money import ZERO
from kernel.outbox import deliver_due
from membership.models import User
from membership.points import queries as purse
from membership.points import services as points
from orders.aftersales import policy, services
from orders.aftersales.models import LineReturns, Return
from orders.invoices import services as invoices
from orders.invoices.models import Invoice
from orders.loyalty import services as loyalty
from orders.payments import services as payments
from orders.payments.models import Refund, Source
from orders.payments.services.arriving import move
from tests.orders.aftersales.factories import a_request, deliver, take_off
from tests.orders.aftersales.test_pages import variants
from tests.orders.factories import an_order

pytestmark = pytest.mark.django_db

BY = "li@shop.example"


class Shop:
    """One order of two variants, paid partly with points, and everything that can happen to it."""

    def __init__(self, random):
        self.random = random
        self.member = User.objects.create_user(email=f"m{random.random()}@example.com", password="x")
        points.earn(user_id=self.member.pk, points=3000, key=f"start:{self.member.pk}", reason="gift")
        self.stocks = variants(10)

        self.order = self._bought()
        self.steps = [self.ask, self.answer, self.receive, self.inspect, self.settle, self.withdraw]
        self.steps += [self.bank, self.refund_by_hand, self.invoice]

    def _bought(self):
        order = an_order(*self.stocks, quantity=self.random.randint(1, 4), user=self.member)
        for line in order.lines.all():
            line.order = order
            take_off(line, order=Decimal("9.99"), points=Decimal("7.00"))
        order.shipping_incl_tax = Decimal("10.00")
        order.total_incl_tax += Decimal("10.00")
        order.points_spent, order.points_discount = 1400, Decimal("14.00")
        order.save()
        loyalty.spend_points(order=order)
        deliver(order)
        deliver_due()
        return order

    def live(self):
        self.order.refresh_from_db()
        step = self.random.choice(self.steps)
        try:
            with transaction.atomic():
                step()
        except (services.AftersalesRefused, IllegalMove, payments.RefundExceedsPayment, invoices.NothingToInvoice):
            pass
        deliver_due()

    def one(self, *states):
        found = list(Return.objects.filter(state__in=states).select_related("order").order_by("pk"))
        return self.random.choice(found) if found else None

    def ask(self):
        kind = self.random.choice(list(policy.REASONS))
        line = self.random.choice(list(self.order.lines.all()))
        other = next(stock.pk for stock in self.stocks if stock.pk != line.stockrecord_id)
        reason = self.random.choice(policy.REASONS[kind])
        quantity = self.random.randint(1, line.quantity)
        a_request(self.order, line, quantity=quantity, kind=kind, reason=reason, swaps={line.pk: other})

    def answer(self):
        if request := self.one("requested"):
            if self.random.random() < 0.8:
                services.approve(request=request, by=BY)
            else:
                services.reject(request=request, words="No.", by=BY)

    def receive(self):
        if request := self.one("approved"):
            services.receive(request=request, by=BY)

    def inspect(self):
        if request := self.one("received"):
            fit = {each.line_id: self.random.randint(0, each.quantity) for each in request.lines.all()}
            services.inspect(request=request, sellable=fit, by=BY)

    def settle(self):
        if request := self.one("inspected", "approved", "refund_failed"):
            settle(request)

    def withdraw(self):
        if request := self.one("requested", "approved"):
            services.withdraw(request=request)

    def bank(self):
        refund = Refund.objects.filter(state="requested").order_by("?").first()
        if refund:
            move(refund, self.random.choice((Refund.State.SUCCEEDED, Refund.State.SUCCEEDED, Refund.State.FAILED)))

    def refund_by_hand(self):
        payments.refund(order=self.order, amount=Decimal("5.00"), reason="sorry", by=BY)

    def invoice(self):
        invoices.ask_for_invoice(order=self.order, buyer="personal", title="Lin")

    def finish(self):
        """Everything that is open goes on to its end."""
        for request in Return.objects.exclude(closed_at__isnull=False).select_related("order"):
            bring_to_end(request)
        for refund in Refund.objects.filter(state="requested"):
            move(refund, Refund.State.SUCCEEDED)
        deliver_due()

    def check(self):
        self.order.refresh_from_db()
        source = Source.objects.get(order=self.order)
        live = Refund.objects.exclude(state="failed").aggregate(sum=Sum("amount"))["sum"] or ZERO
        assert source.amount_refunded == live <= source.amount_debited
        arrived = Refund.objects.filter(state="succeeded").aggregate(sum=Sum("amount"))["sum"] or ZERO
        assert self.order.amount_refunded == arrived
        assert purse.imbalances() == []
        for stock in StockRecord.objects.filter(pk__in=[each.pk for each in self.stocks]):
            moved = StockMovement.objects.filter(stock=stock).aggregate(sum=Sum("change"))["sum"] or 0
            assert stock.num_in_stock == moved
        assert not LineReturns.objects.filter(claimed__gt=F("bought")).exists()
        self.check_invoices()

    def check_invoices(self):
        told = Invoice.objects.aggregate(sum=Sum("amount"))["sum"]
        if told is not None:
            assert told == self.order.amount_paid - self.order.amount_refunded
        assert sorted(Invoice.objects.values_list("place", flat=True)) == list(range(1, Invoice.objects.count() + 1))


def settle(request):
    if request.state == "refund_failed":
        services.refund_again(request=request, by=BY)
    elif request.kind == "exchange":
        number = f"YT{request.pk:013d}"
        services.ship_replacement(request=request, carrier="yuantong", number=number, by=BY)
    else:
        services.refund(request=request, by=BY)


def bring_to_end(request):
    if request.state == "requested":
        services.approve(request=request, by=BY)
    if request.state == "approved" and request.sends_goods_back:
        services.receive(request=request, by=BY)
    if request.state == "received":
        fit = {each.line_id: each.quantity for each in request.lines.all()}
        services.inspect(request=request, sellable=fit, by=BY)
    if request.state in ("approved", "inspected", "refund_failed"):
        settle(request)


@pytest.mark.parametrize("histories", [12, pytest.param(300, marks=pytest.mark.torture)])
def test_every_history_balances_and_can_go_on(histories):
    @given(seed=st.integers(0, 2**32))
    @settings(max_examples=histories, deadline=None, database=None, phases=(Phase.generate,))
    def holds(seed):
        with transaction.atomic():
            shop = Shop(Random(seed))
            for _ in range(10):
                shop.live()
                shop.check()
            shop.finish()
            shop.check()
            assert not Return.objects.filter(closed_at=None).exists()
            transaction.set_rollback(True)

    holds()
