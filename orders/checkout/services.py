"""Commands of the checkout. Placing an order is one transaction that trusts nothing the browser says about money."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from catalogue.inventory import services as inventory
from kernel import clock
from kernel.events import announce
from kernel.inserts import insert
from kernel.money import ZERO
from kernel.prepared import Prepared
from orders import queries as orders
from orders import services as order_services
from orders.basket.queries import Basket, Quote, needs_consent, reasons_of
from orders.checkout.models import Draft
from orders.checkout.queries import Checkout
from orders.checkout.snapshot import snapshot_of
from orders.checkout.writing import totals_of, write_address, write_discounts, write_lines
from orders.events import OrderPlaced
from orders.loyalty import services as loyalty
from orders.loyalty.services import NotEnoughPoints
from orders.models import Order
from promotions import services as promotions
from promotions.coupons import services as coupons

FORGET_AFTER = timedelta(days=30)
SAID = ("typed", "destination", "email", "method", "points", "changed_at")


class NothingToBuy(Exception):
    """The basket is empty, was ordered already, or nothing in it can be had."""


class StockChanged(Exception):
    """Other pieces than those the shopper agreed to; the basket says which are left."""


class NotDeliverable(Exception):
    """It is not known yet where the parcel goes, or the chosen delivery does not go there."""


class PriceRose(Exception):
    """The shopper agreed to less: asks for consent to ``total``."""

    def __init__(self, total: Decimal) -> None:
        super().__init__(f"now {total}")
        self.total = total


def keep_draft(*, draft: Draft) -> None:
    """Whatever the draft in hand says is there again, from any page, tab or later visit; one draft a basket, even
    where two tabs begin at once."""
    draft.changed_at = clock.now()
    kept = Draft(**{name: getattr(draft, name) for name in ("basket_id", "form_key", *SAID)})
    Draft.objects.bulk_create([kept], update_conflicts=True, unique_fields=["basket"], update_fields=SAID)


def forget_old_drafts() -> int:
    """Drafts nobody came back to are gone, and the addresses in them; how many."""
    return Draft.objects.filter(changed_at__lt=clock.now() - FORGET_AFTER).delete()[0]


@transaction.atomic
def place_order(
    *,
    draft: Draft,
    form_key: str,
    seen_pieces: str,
    seen_total: Decimal,
    user: Any = None,
    visitor_id: str = "",
    language: str = "en",
) -> Order:
    """The draft's basket is an order, its pieces promised to it; the same ``form_key`` always gives the same order.

    ``seen_pieces`` and ``seen_total`` are what the shopper agreed to: a rise asks, a drop is passed on, and other
    pieces are never sent unasked. Raises NothingToBuy, NotDeliverable, StockChanged, PriceRose, CouponUsedUp,
    OfferUsedUp, NotEnoughPoints, and NotEnoughStock where somebody was faster; then nothing has changed.
    """
    user = user or AnonymousUser()
    if not (form_key and draft.form_key == form_key and _lock(draft.basket)):
        return _placed_before(draft.basket, form_key)
    checkout = Checkout(draft.basket, draft)
    quoted = _agreed(checkout, seen_pieces, seen_total)
    order = _write(checkout, quoted, form_key=form_key, user=user, visitor_id=visitor_id, language=language)
    inventory.allocate(reference=order.reference, wanted=quoted.pieces_by_stock)
    redeem(order, quoted, names=checkout.contact.names)
    loyalty.spend_points(order=order)
    Basket.objects.filter(pk=draft.basket_id).update(status=Basket.SUBMITTED, date_submitted=order.date_placed)
    if draft.pk:
        draft.delete()
    order_services.tell(order=order, kind="placed", at=order.date_placed)
    announce(OrderPlaced(order.pk, order.number, order.date_placed.isoformat()))
    if not order.total_incl_tax:
        order_services.mark_held_paid(order=order, amount=ZERO, at=order.date_placed)
    return order


#: Composed within the transaction that asks it first, as every one that asks it has to be.
_STILL_OPEN = Prepared(
    lambda baskets: Basket.objects.filter(pk__in=baskets, status=Basket.OPEN).select_for_update().values_list("pk")
)


def _lock(basket: Basket) -> bool:
    """Nobody else orders or fills the basket until this is done; False where it was ordered already."""
    return bool(_STILL_OPEN.rows([basket.pk]))


def _placed_before(basket: Basket, form_key: str) -> Order:
    """What a second click wrote into a draft while the first was ordering is not kept."""
    placed = orders.order_placed_with(form_key)
    if placed is None:
        raise NothingToBuy
    Draft.objects.filter(basket=basket, form_key=form_key).delete()
    return placed


def _agreed(checkout: Checkout, seen_pieces: str, seen_total: Decimal) -> Quote:
    """The quote, reckoned here and now, if it is what the shopper agreed to or better."""
    if checkout.quote.pieces_fingerprint != seen_pieces:
        raise StockChanged
    if not checkout.contents.to_buy:
        raise NothingToBuy
    if not checkout.is_ready:
        raise NotDeliverable
    if checkout.draft.points and checkout.draft.points > checkout.balance.available:
        raise NotEnoughPoints(checkout.balance.available)
    if needs_consent(seen_total, checkout.quote):
        raise PriceRose(checkout.quote.total)
    return checkout.quote


def _write(checkout: Checkout, quoted: Quote, *, form_key: str, user: Any, visitor_id: str, language: str) -> Order:
    """The order with its lines, discounts and address; seven statements at most however many lines."""
    now, delivery = clock.now(), checkout.delivery
    assert delivery is not None and checkout.destination is not None
    snapshot = snapshot_of(quoted, reasons_of(quoted))
    order = Order(
        snapshot=snapshot,
        snapshot_hash=orders.hash_of(snapshot),
        number=order_services.new_number(),
        form_key=form_key,
        basket=checkout.basket,
        user=user if user.is_authenticated else None,
        guest_email=checkout.draft.email,
        visitor_id=visitor_id,
        language=language,
        currency=settings.STORE_CURRENCY,
        shipping_method=delivery.name,
        shipping_code=delivery.code,
        shipping_address=write_address(checkout.destination),
        promised_on=delivery.arrives_on,
        date_placed=now,
        pay_by=order_services.time_to_pay(now),
        **totals_of(quoted),
    )
    insert([order])
    write_discounts(order, write_lines(order, quoted, checkout.contents), quoted)
    return order


def redeem(order: Order, quoted: Quote, *, names: list[str]) -> None:
    """Use up what is limited, under locks taken in one order, after the stock's."""
    used = {discount.rule.voucher_id for discount in quoted.discounts if discount.rule.voucher_id}
    if used:
        coupons.redeem(voucher_ids=sorted(used), order=order)
    if uses := [promotions.Use(*use) for use in quoted.limited_uses]:
        promotions.record_use(uses=uses, order_number=order.number, members=names)
