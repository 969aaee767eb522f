"""Random histories of orders placed, paid, cancelled, paid too late, repriced and refunded, through the real commands.

After each step what orders use of promotions, coupons, points and gifts is what the orders that live have used.
"""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from catalogue.inventory.models import StockRecord
from catalogue.inventory.services import NotEnoughStock
from kernel import clock
from kernel.lifecycle import IllegalMove
from kernel.money import ZERO, in_minor_units
from kernel.outbox import deliver_due
from membership.addresses.services import Destination
from membership.points import services as points
from membership.points.queries import balance_of, imbalances
from orders import services as orders
from orders.basket import services as baskets
from orders.basket.queries import Shopper
from orders.basket.services import CodeRefused
from orders.checkout import drops, services
from orders.checkout.queries import checkout_of
from orders.models import Order
from orders.payments import services as payments
from orders.payments.models import CheckoutSession
from orders.payments.policy import Payment
from orders.queries import hash_of_rows
from promotions.coupons.models import Coupon, VoucherApplication
from promotions.coupons.services import CouponUsedUp
from promotions.models import Promotion, PromotionUse
from promotions.services import OfferUsedUp
from tests.membership.staff.factories import a_shopper
from tests.orders.factories import a_stock
from tests.promotions.coupons.factories import a_coupon
from tests.promotions.test_queries import a_promotion, a_range, an_offer

pytestmark = pytest.mark.django_db

HOME = Destination("林薇", "+8613800180018", "CN", "上海市", "市辖区", "徐汇区", "武康路 5 号 302 室")
START = 20_000
S = Order.Status


class Shop:
    """A member who buys again and again under a budget, a coupon for few, and a gift of which there are few."""

    def __init__(self, random):
        self.random = random
        self.member = a_shopper()
        points.earn(user_id=self.member.pk, points=START, key="start", reason="gift")
        self.stock, self.gift = a_stock(on_hand=100), a_stock(on_hand=3, title="Small pot", price="20.00")
        self.promotion = a_promotion((100, "Percentage", 10), budget=Decimal("60.00"), most_uses=5)
        self.giving = Promotion.objects.create(
            name_en="A pot with it", kind="gift", lane="order", status="running", gift=self.gift, most_uses=4
        )
        everything = a_range(includes_all_products=True)
        an_offer(everything, need=("Count", 1), gain=("Gift", 0), promotion=self.giving, max_basket_applications=1)
        self.coupon = a_coupon(kind="code", code="TENOFF", total=2, per_person=2, minimum=Decimal(50))
        self.paid_with = 0
        self.steps = [self.place, self.place, self.pay, self.pay, self.cancel, self.cancel, self.reprice, self.refund]

    def live(self):
        try:
            with transaction.atomic():
                self.random.choice(self.steps)()
        except (CouponUsedUp, OfferUsedUp, NotEnoughStock, IllegalMove, services.StockChanged):
            pass
        deliver_due()

    def one(self, *states):
        found = list(Order.objects.filter(status__in=states).order_by("pk"))
        return self.random.choice(found) if found else None

    def place(self):
        shopper = Shopper(self.member.pk, "a" * 32)
        baskets.add(shopper=shopper, stock=self.stock, quantity=self.random.randint(1, 3))
        with suppress(CodeRefused):
            if self.random.random() < 0.5:
                baskets.use_code(shopper=shopper, code="TENOFF", user=self.member)
        checkout = checkout_of(shopper)
        services.keep_destination(draft=checkout.draft, typed={}, destination=HOME, email=self.member.email)
        services.keep_method(draft=checkout.draft, method="standard")
        services.keep_points(draft=checkout.draft, points=self.random.choice((0, 700, 9_000)))
        checkout = checkout_of(shopper)
        services.keep_points(draft=checkout.draft, points=min(checkout.draft.points, checkout.balance.available))
        checkout = checkout_of(shopper)
        services.place_order(
            basket=checkout.basket,
            form_key=checkout.draft.form_key,
            seen_pieces=checkout.quote.pieces_fingerprint,
            seen_total=checkout.quote.total,
            user=self.member,
        )

    def pay(self):
        """In time, or after the order was cancelled."""
        if order := self.one(S.PENDING, S.CANCELLED):
            payments.settle(payment=self._payment_of(order))

    def _payment_of(self, order):
        self.paid_with += 1
        session = CheckoutSession.objects.create(
            order=order,
            session_id=f"cs_{self.paid_with}",
            amount=order.total_incl_tax,
            currency=order.currency,
            state=CheckoutSession.State.COMPLETE,
            expires_at=clock.now(),
        )
        amount = in_minor_units(session.amount, session.currency)
        return Payment(
            intent_id=f"pi_{self.paid_with}",
            session_id=session.session_id,
            key=session.key,
            order_number=order.number,
            amount=amount,
            currency=order.currency.lower(),
            price=order.snapshot_hash,
        )

    def cancel(self):
        if order := self.one(S.PENDING):
            orders.cancel(order=order, reason="unpaid")

    def reprice(self):
        """The price moves, and whoever pays an order placed before asks again what it costs."""
        StockRecord.objects.filter(pk=self.stock.pk).update(price=Decimal(self.random.randint(40, 70)))
        if order := self.one(S.PENDING):
            Order.objects.filter(pk=order.pk).update(date_placed=clock.now() - timedelta(minutes=10))
            order.refresh_from_db()
            if make_cheaper := drops.fallen_price_of(order):
                make_cheaper()

    def refund(self):
        if order := self.one(S.PAID):
            orders.record_refund(order=order, amount=order.amount_paid, at=clock.now())

    def check(self):
        alive = Order.objects.exclude(status=S.CANCELLED)
        self.check_promotion(self.promotion, alive.filter(discounts__offer_id=self.promotion.offers.get().pk))
        given = alive.filter(lines__gift_of__isnull=False)
        self.check_promotion(self.giving, given)
        assert self._spent(self.promotion, alive) == Promotion.objects.get(pk=self.promotion.pk).spent
        with_coupon = alive.filter(discounts__voucher_code="TENOFF").exclude(status=S.REFUNDED).count()
        assert Coupon.objects.get(pk=self.coupon.pk).taken == with_coupon
        assert VoucherApplication.objects.filter(given_back_at=None).count() == with_coupon
        held = given.exclude(status=S.REFUNDED).aggregate(pieces=Sum("lines__quantity"))["pieces"] or 0
        assert StockRecord.objects.get(pk=self.gift.pk).num_allocated == held
        assert imbalances() == []
        spent = alive.exclude(status=S.REFUNDED).aggregate(sum=Sum("points_spent"))["sum"] or 0
        assert balance_of(self.member.pk).available == START - spent
        for order in alive:
            assert order.snapshot_hash == hash_of_rows(order)

    def check_promotion(self, promotion, using):
        uses = PromotionUse.objects.filter(promotion=promotion, given_back_at=None)
        assert sorted(uses.values_list("order_number", flat=True)) == sorted(using.values_list("number", flat=True))
        assert Promotion.objects.get(pk=promotion.pk).used == uses.count() == promotion.offers.get().num_orders

    @staticmethod
    def _spent(promotion, alive):
        offer = promotion.offers.get()
        off = alive.filter(discounts__offer_id=offer.pk).aggregate(sum=Sum("discounts__amount"))["sum"] or ZERO
        assert offer.total_discount == off
        return off


@pytest.mark.parametrize("histories", [8, pytest.param(200, marks=pytest.mark.torture)])
def test_what_orders_use_is_what_the_living_ones_have_used(histories):
    @given(seed=st.integers(0, 2**32))
    @settings(max_examples=histories, deadline=None, database=None, phases=(Phase.generate,))
    def holds(seed):
        with transaction.atomic():
            shop = Shop(Random(seed))
            for _ in range(14):
                shop.live()
                shop.check()
            transaction.set_rollback(True)

    holds()
