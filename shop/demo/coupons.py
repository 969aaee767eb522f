"""Coupons of the demo shop: some to claim, one to type, some in the gold member's wallet, and one they have used."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import translation

from catalogue.inventory.models import StockRecord
from catalogue.models import Category
from kernel import clock
from membership.models import User
from membership.rewards.events import MONTHLY, WELCOME
from orders import services as orders
from orders.basket import services as basket
from orders.basket.queries import Shopper
from orders.checkout import services as checkout
from orders.checkout.queries import checkout_of
from orders.models import Order
from orders.payments.models import Source, SourceType
from promotions.coupons import policy, services
from promotions.coupons.models import Coupon, WalletCoupon
from promotions.coupons.services import Terms
from promotions.queries import Gain
from promotions.scopes.services import Scope, range_for
from shop.demo.people import Person

DAY = timedelta(days=1)
TYPED = "WELCOME20"


def hand_out(shopper: Person, members: list[Person]) -> None:
    """Coupons in every state are there, some of them with the shopper and with other members."""
    everything, seats, plants = Scope(), _of_category("seats"), _of_category("plants")
    _start("code", ("¥20 welcome", "新人券"), 20, 99, everything, days=30, code=TYPED)
    big = _start("claim", ("Seats and chairs", "坐具专享券"), 60, 800, seats, days=9, total=200)
    small = _start("claim", ("Everyday coupon", "天天见面券"), 15, 200, everything, days=30, total=1000)
    green = _start("claim", ("Plant week", "绿植周"), 12, 99, plants, days=6, gain=Gain.PERCENTAGE)
    gone = _start("claim", ("Twenty lucky ones", "先到先得"), 50, 200, everything, days=3, total=20)
    _start("claim", ("For loyal hands", "积分换好券"), 40, 200, everything, days=60, points=2000)
    _start("claim", ("Weekend coupon", "周末券"), 30, 300, everything, days=4, begins_in=1)
    monthly = _start(
        *("granted", ("Monthly coupon", "每月会员券"), 20, 150, everything),
        days=365,
        validity=policy.Validity.MONTH,
        reward=MONTHLY,
    )
    _start(
        *("granted", ("Welcome coupon", "新会员礼券"), 10, 50, everything),
        days=365,
        validity=policy.Validity.DAYS,
        days_valid=30,
        reward=WELCOME,
    )
    _fill_the_mall()
    _claimed_by(members[:120], big)
    _claimed_by(members[:60], small)
    _claimed_by(members[:20], gone)
    _fill_wallet(shopper, big, green, small, monthly)


def _fill_the_mall() -> None:
    """Small things of the shop, one piece each for points, and two coupons dearer in points."""
    cheap = StockRecord.objects.filter(product__is_public=True, price__lte=150, num_in_stock__gt=9)
    for stock in cheap.filter(product__parent=None).select_related("product").order_by("-price", "pk")[:4]:
        words = (f"{stock.product.title_en}, one piece", f"{stock.product.title_zh_hans}一件")
        _start(
            *("claim", words, 100, 0, Scope(products=frozenset([stock.product_id]))),
            days=90,
            gain=Gain.PERCENTAGE,
            pieces=1,
            points=int(stock.price) * 100 // 2,
            total=20,
            validity=policy.Validity.DAYS,
            days_valid=30,
        )


def buy_with_one(shopper: Person) -> Order:
    """The shopper has paid an order that was cheaper by a coupon and points, through the same commands as any."""
    with translation.override(shopper.language):
        order = _placed_with_one(shopper)
    _pay(order)
    return order


def _placed_with_one(shopper: Person) -> Order:
    buyer, user = Shopper(shopper.user_id, ""), User.objects.get(pk=shopper.user_id)
    coupon = Coupon.objects.get(name_en="Everyday coupon")
    stock = StockRecord.objects.filter(product__is_public=True, price__gte=200, num_in_stock__gt=5).order_by("pk")[0]
    basket.add(shopper=buyer, stock=stock, quantity=1)
    basket.use_coupon(shopper=buyer, coupon_id=coupon.pk)
    ready = checkout_of(buyer)
    assert ready is not None
    ready.draft.fill_in(typed={}, destination=shopper.destination, email=shopper.email, method="standard")
    ready.draft.points = min(500, ready.most_points)
    checkout.keep_draft(draft=ready.draft)
    ready = checkout_of(buyer)
    return checkout.place_order(
        draft=ready.draft,
        form_key=ready.draft.form_key,
        seen_pieces=ready.quote.pieces_fingerprint,
        seen_total=ready.quote.total,
        user=user,
        language=shopper.language,
    )


def _pay(order: Order) -> None:
    now = clock.now()
    orders.mark_paid(order=order, amount=order.total_incl_tax, at=now)
    Source.objects.create(
        order=order,
        source_type=SourceType.objects.get_or_create(code="stripe", defaults={"name": "Stripe"})[0],
        currency=order.currency,
        amount_allocated=order.total_incl_tax,
        amount_debited=order.total_incl_tax,
        reference=f"pi_before_{order.number}",
        label="Visa 4242",
        captured_at=now,
        paid_the_order=True,
    )


def _of_category(slug: str) -> Scope:
    return Scope(categories=frozenset([Category.objects.get(slug=slug).pk]))


def _start(
    kind: str,
    name: tuple[str, str],
    value: int,
    minimum: int,
    goods: Scope,
    *,
    days: int,
    begins_in: int = 0,
    gain: Gain = Gain.AMOUNT,
    **more: Any,
) -> Coupon:
    """It runs for that many days, from now on or from a later midnight."""
    today = clock.today()
    terms = Terms(
        names=dict(zip(("en", "zh-hans"), name, strict=True)),
        kind=kind,
        gain=gain,
        value=Decimal(value),
        minimum=Decimal(minimum),
        range_id=range_for(goods),
        starts_at=clock.day_start(today + begins_in * DAY) if begins_in else clock.now(),
        ends_at=clock.day_end(today + days * DAY),
        **more,
    )
    coupon = services.draft_coupon(terms=terms)
    services.start_coupon(coupon=coupon)
    return coupon


def _claimed_by(members: list[Person], coupon: Coupon) -> None:
    for user in User.objects.filter(pk__in=[member.user_id for member in members]).order_by("pk"):
        services.claim(user=user, coupon_id=coupon.pk)


def _fill_wallet(shopper: Person, big: Coupon, green: Coupon, small: Coupon, monthly: Coupon) -> None:
    """Three to use, of which one will be used, and last month's, which ended unused."""
    user = User.objects.get(pk=shopper.user_id)
    for coupon in (big, small, green):
        services.claim(user=user, coupon_id=coupon.pk)
    this_month = clock.today().replace(day=1)
    services.issue(user_id=user.pk, coupon_id=monthly.pk, key=f"demo:{this_month}")
    last = services.issue(user_id=user.pk, coupon_id=monthly.pk, key="demo:last month")
    assert last is not None
    ended = clock.day_start(this_month)
    WalletCoupon.objects.filter(pk=last.pk).update(claimed_at=ended - 28 * DAY, valid_until=ended)
