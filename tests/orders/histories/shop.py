"""A shop with little of everything: pieces, gifts, a coupon for three, a discount with a budget, and a member."""

from datetime import timedelta
from decimal import Decimal

from kernel import clock
from kernel.money import in_minor_units
from membership.addresses.services import Destination
from membership.points import queries as purse
from membership.points import services as points
from orders.basket import services as baskets
from orders.basket.queries import Shopper
from orders.checkout import services as checkout
from orders.checkout.queries import checkout_of
from orders.payments.models import CheckoutSession
from orders.payments.policy import Payment
from promotions.memory import forget_offers, forget_ranges
from promotions.models import Promotion
from tests.membership.staff.factories import a_shopper
from tests.orders.aftersales.test_pages import variants
from tests.orders.factories import a_stock
from tests.promotions.coupons.factories import a_coupon
from tests.promotions.test_queries import a_promotion, a_range, an_offer

HOME = Destination("林薇", "+8613800180018", "CN", "上海市", "市辖区", "徐汇区", "武康路 5 号 302 室")
CODE = "TENOFF"
LASTING = timedelta(days=5_000)


class Shop:
    """Everything that is there before the first order."""

    def __init__(self):
        self.member = a_shopper()
        points.earn(user_id=self.member.pk, points=9_000, key="start", reason="gift")
        self.goods, self.gift = variants(8), a_stock(on_hand=3, title="Small pot", price="20.00")
        self.on_hand = {stock.pk: stock.num_in_stock for stock in (*self.goods, self.gift)}
        self.discount = a_promotion((100, "Percentage", 10), budget=Decimal("60.00"), most_uses=4)
        self.giving = Promotion.objects.create(
            name_en="A pot with it", kind="gift", lane="order", status="running", gift=self.gift, most_uses=4
        )
        everything = a_range(includes_all_products=True)
        an_offer(everything, need=("Count", 1), gain=("Gift", 0), promotion=self.giving, max_basket_applications=1)
        ends_at = clock.now() + LASTING
        self.coupon = a_coupon(kind="code", code=CODE, total=3, per_person=3, minimum=Decimal(50), ends_at=ends_at)

    def forget(self):
        """What was remembered in another history is not true in this one."""
        forget_offers()
        forget_ranges()

    def place(self, pieces, *, with_code=False, paying_with=0):
        """The member orders ``pieces`` (stock → how many) as the pages let them."""
        shopper = Shopper(self.member.pk, "a" * 32)
        for stock, quantity in pieces.items():
            baskets.add(shopper=shopper, stock=stock, quantity=quantity)
        if with_code:
            baskets.use_code(shopper=shopper, code=CODE, user=self.member)
        draft = checkout_of(shopper).draft
        draft.fill_in(typed={}, destination=HOME, email=self.member.email, method="standard")
        draft.points = min(paying_with, purse.balance_of(self.member.pk).available)
        checkout.keep_draft(draft=draft)
        seen = checkout_of(shopper)
        return checkout.place_order(
            draft=seen.draft,
            form_key=seen.draft.form_key,
            seen_pieces=seen.quote.pieces_fingerprint,
            seen_total=seen.quote.total,
            user=self.member,
        )


def payment_for(order) -> Payment:
    """What Stripe tells once the order's hosted page was paid, whatever has become of the order since."""
    asked = CheckoutSession.objects.create(
        order=order,
        amount=order.total_incl_tax,
        currency=order.currency,
        state=CheckoutSession.State.COMPLETE,
        expires_at=clock.now(),
    )
    CheckoutSession.objects.filter(pk=asked.pk).update(session_id=f"cs_{asked.pk}")
    return Payment(
        intent_id=f"pi_{asked.pk}",
        session_id=f"cs_{asked.pk}",
        key=asked.key,
        order_number=order.number,
        amount=in_minor_units(asked.amount, asked.currency),
        currency=order.currency.lower(),
        price=order.snapshot_hash,
    )
