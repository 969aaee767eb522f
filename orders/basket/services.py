"""Commands on a shopper's basket. A line is found through the shopper, never by bare id."""

from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from catalogue.inventory.queries import StockRecord
from catalogue.pricing.queries import prices_of
from catalogue.skus.queries import Buyable
from kernel import clock
from orders.basket.models import Basket, Line
from orders.basket.policy import MOST_OF_ONE
from orders.basket.shopper import Shopper
from promotions.coupons.queries import Voucher, usable_voucher, voucher_in_wallet

#: Which basket is the open one: the conditions of the two unique indexes.
MEMBERS = "(owner_id) WHERE owner_id IS NOT NULL AND status = 'Open'"
VISITORS = "(visitor_id) WHERE owner_id IS NULL AND status = 'Open' AND NOT visitor_id = ''"
PUT = """
WITH basket AS (
    INSERT INTO basket_basket (owner_id, visitor_id, status, date_created)
    VALUES (%s, %s, 'Open', %s)
    ON CONFLICT {whose} DO UPDATE SET status = 'Open' RETURNING id
)
INSERT INTO basket_line (basket_id, line_reference, stockrecord_id, product_id, quantity, price_currency,
                         price_incl_tax, price_excl_tax, date_created, date_updated)
SELECT basket.id, wanted.*, wanted.price, moment.now, moment.now
FROM basket, (SELECT %s::text, %s, %s, %s, %s::text, %s) AS wanted (line, stock, product, quantity, currency, price),
    (SELECT %s) AS moment (now)
ON CONFLICT (basket_id, line_reference) DO UPDATE SET
    quantity = LEAST(%s, EXCLUDED.quantity
                     + CASE WHEN basket_line.removed_at IS NULL THEN basket_line.quantity ELSE 0 END),
    price_incl_tax = EXCLUDED.price_incl_tax, price_excl_tax = EXCLUDED.price_excl_tax,
    date_updated = EXCLUDED.date_updated, removed_at = NULL
RETURNING quantity
"""


class ImpossibleQuantity(ValueError):
    """Pieces are whole numbers from one to ``MOST_OF_ONE``."""


class CodeRefused(Exception):
    """The code brings nothing: unknown, over, used up or not for this shopper. We do not say which."""


@dataclass(frozen=True)
class Merged:
    """What logging in did: the titles that came along, those in both baskets, those from an earlier visit, and the
    coupons that made room for the visitor's."""

    added: list[str] = field(default_factory=list)
    kept_larger: list[str] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)
    put_aside: list[str] = field(default_factory=list)


def add(*, shopper: Shopper, stock: StockRecord | Buyable, quantity: int) -> int:
    """The basket, opened if need be, holds that many more pieces; how many it holds now, never above MOST_OF_ONE.

    One statement, so of parallel additions none is lost and all go into one basket. Raises ImpossibleQuantity.
    """
    _check(quantity)
    now, whose = clock.now(), MEMBERS if shopper.user_id else VISITORS
    basket = (shopper.user_id, "" if shopper.user_id else _named(shopper), now)
    line = (str(stock.pk), stock.pk, stock.product_id, quantity, stock.price_currency)
    with connection.cursor() as cursor:
        cursor.execute(PUT.format(whose=whose), [*basket, *line, prices_of([stock])[stock.pk].now, now, MOST_OF_ONE])
        held: int = cursor.fetchone()[0]
    return held


def _named(shopper: Shopper) -> str:
    if not shopper.visitor_id:
        raise ValueError("a basket belongs to somebody")
    return shopper.visitor_id


def open_basket(shopper: Shopper) -> Basket:
    """The shopper's one open basket, made if there is none; parallel first requests get the same one."""
    mine = {"owner_id": shopper.user_id} if shopper.user_id else {"owner": None, "visitor_id": _named(shopper)}
    return Basket.objects.get_or_create(**mine, status=Basket.OPEN)[0]


def set_quantity(*, shopper: Shopper, line_id: int, quantity: int) -> None:
    """The line holds that many pieces at today's price. Raises ImpossibleQuantity, Line.DoesNotExist."""
    _check(quantity)
    line = _line(shopper, line_id)
    seen = {stock_id: price.now for stock_id, price in prices_of([line.stockrecord]).items()}
    price = seen.get(line.stockrecord_id, line.price_incl_tax)
    Line.objects.filter(pk=line.pk).update(quantity=quantity, price_incl_tax=price, price_excl_tax=price)


def remove(*, shopper: Shopper, line_id: int) -> None:
    """The line is out of the basket and can be taken back for a while. Raises Line.DoesNotExist."""
    Line.objects.filter(pk=_line(shopper, line_id).pk).update(removed_at=clock.now())


def take_back(*, shopper: Shopper, line_id: int) -> None:
    """The removed line is in the basket again as it was. Raises Line.DoesNotExist."""
    Line.objects.filter(pk=_line(shopper, line_id).pk).update(removed_at=None)


def use_code(*, shopper: Shopper, code: str, user: Any) -> None:
    """The basket carries the code, and no other coupon. Raises CodeRefused, always for the same words."""
    _carry(shopper, usable_voucher(code, user))


def use_coupon(*, shopper: Shopper, coupon_id: int) -> None:
    """The basket carries this coupon of the member's wallet, and no other. Raises CodeRefused."""
    _carry(shopper, voucher_in_wallet(shopper.user_id, coupon_id))


def _carry(shopper: Shopper, voucher: Voucher | None) -> None:
    if voucher is None:
        raise CodeRefused
    open_basket(shopper).vouchers.set([voucher])


def drop_code(*, shopper: Shopper, voucher_id: int) -> None:
    """The basket no longer carries the code."""
    open_basket(shopper).vouchers.remove(voucher_id)


@transaction.atomic
def merge(*, visitor_id: str, user: Any) -> Merged:
    """The visitor's basket is the member's. Of a SKU in both, the larger number stays: logging in doubles nothing."""
    open_baskets = Basket.objects.select_for_update().filter(status=Basket.OPEN).order_by("pk")
    guests = open_baskets.filter(owner=None, visitor_id=visitor_id or "nobody").first()
    if guests is None or not (guests.lines.filter(removed_at=None).exists() or guests.vouchers.exists()):
        return Merged()
    members = open_baskets.filter(owner=user).first()
    if members is None:
        Basket.objects.filter(pk=guests.pk).update(owner=user)
        return Merged()
    return _pour(guests, members)


def _pour(guests: Basket, members: Basket) -> Merged:
    poured = list(guests.lines.filter(removed_at=None).select_related("product__parent"))
    there = {line.line_reference: line for line in members.lines.select_related("product__parent")}
    kept = {reference: line for reference, line in there.items() if line.removed_at is None}
    for line in poured:
        twin = there.get(line.line_reference)
        if twin is None:
            Line.objects.filter(pk=line.pk).update(basket=members)
        else:
            _keep_larger(twin, line)
    put_aside = _bring_the_coupon(guests, members)
    Basket.objects.filter(pk=guests.pk).update(status=Basket.MERGED, date_merged=clock.now())
    brought = {line.line_reference for line in poured}
    return Merged(
        added=[_title(line) for line in poured if line.line_reference not in kept],
        kept_larger=[_title(line) for line in poured if line.line_reference in kept],
        earlier=[_title(line) for reference, line in kept.items() if reference not in brought],
        put_aside=put_aside,
    )


def _bring_the_coupon(guests: Basket, members: Basket) -> list[str]:
    """One coupon an order: that of the visitor, who chose last. The codes of the member's that are put aside."""
    brought = list(guests.vouchers.all())
    if not brought:
        return []
    codes = [voucher.code for voucher in members.vouchers.all() if voucher not in brought]
    members.vouchers.set(brought)
    return codes


def _keep_larger(line: Line, other: Line) -> None:
    before = F("quantity") if line.removed_at is None else Value(0)
    Line.objects.filter(pk=line.pk).update(
        quantity=Greatest(before, Value(other.quantity)),
        price_incl_tax=other.price_incl_tax,
        price_excl_tax=other.price_excl_tax,
        removed_at=None,
    )


def _title(line: Line) -> str:
    product = line.product
    return product.title or product.parent.title


def _line(shopper: Shopper, line_id: int) -> Line:
    mine = Line.objects.filter(shopper.owns("basket__"), basket__status=Basket.OPEN)
    return mine.select_related("stockrecord").get(pk=line_id)


def _check(quantity: int) -> None:
    if not 1 <= quantity <= MOST_OF_ONE:
        raise ImpossibleQuantity(quantity)
